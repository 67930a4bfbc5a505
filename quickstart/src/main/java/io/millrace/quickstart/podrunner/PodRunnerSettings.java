package io.millrace.quickstart.podrunner;

import java.nio.file.Path;

/**
 * What a Pod runner needs to know.
 *
 * @param namespace the namespace whose Pods it runs
 * @param folder where it keeps volumes, logs and process ids; one runner at a time may use it
 * @param images what stands in for a registry
 * @param node name of the node that it plays
 */
public record PodRunnerSettings(String namespace, Path folder, Images images, String node) {

  /** Output of a Pod's container, kept after the Pod is gone. */
  public Path log(String podName) {
    return folder.resolve("pods").resolve(podName + ".log");
  }

  Path podFolder(String podName, String uid) {
    return folder.resolve("pods").resolve(podName + "_" + uid);
  }

  /** What the claim {@code name} stands for: one folder, shared by all Pods that mount it. */
  public Path claim(String name) {
    return folder.resolve("claims").resolve(name);
  }
}
