package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Turns the container of a Pod into a local process's command line, environment and folders. */
final class ContainerPlanner {

  private final PodRunnerSettings settings;
  private final References references;

  ContainerPlanner(KubernetesClient client, PodRunnerSettings settings) {
    this.settings = settings;
    this.references = new References(client, settings.namespace());
  }

  /**
   * @param pod a Pod with one container, bound to the node
   * @throws PodStartException when something that the container needs is missing
   */
  ContainerPlan plan(Pod pod, String podIp) throws PodStartException, IOException {
    Container container = pod.getSpec().getContainers().getFirst();
    Path install = installFolder(container);
    if (container.getCommand().isEmpty()) {
      throw new PodStartException(
          PodStartException.CONTAINER,
          "command of container %s is empty; expected one, as there is no image to take an entry point from"
              .formatted(container.getName()));
    }
    Path folder = settings.podFolder(pod.getMetadata().getName(), pod.getMetadata().getUid());
    Path root = Files.createDirectories(folder.resolve("root"));
    DownwardApi downward = new DownwardApi(pod, podIp);
    Map<String, Path> paths = new LinkedHashMap<>();
    paths.put(Images.INSTALL_FOLDER, install);
    Path message = folder.resolve("termination-log");
    paths.put(
        container.getTerminationMessagePath() == null
            ? "/dev/termination-log"
            : container.getTerminationMessagePath(),
        message);
    paths.putAll(
        new Volumes(folder.resolve("volumes"), settings::claim, references, downward, container)
            .mount(pod.getSpec().getVolumes()));
    PathMapping mapping = new PathMapping(paths);
    Map<String, String> variables =
        new ContainerEnvironment(container, references, downward).variables();
    return new ContainerPlan(
        command(container, variables, mapping),
        environment(pod, variables, root, mapping),
        workingFolder(container, mapping, root),
        message);
  }

  private Path installFolder(Container container) throws PodStartException {
    Path folder =
        settings
            .images()
            .installFolder(container.getImage())
            .orElseThrow(
                () ->
                    new PodStartException(
                        PodStartException.IMAGE,
                        "image \"%s\" is not known to the Pod runner"
                            .formatted(container.getImage())));
    if (!Files.isDirectory(folder)) {
      throw new PodStartException(
          PodStartException.IMAGE,
          "image \"%s\" stands for %s, which is not a directory; build it first"
              .formatted(container.getImage(), folder));
    }
    return folder;
  }

  private static List<String> command(
      Container container, Map<String, String> variables, PathMapping mapping) {
    return Stream.concat(container.getCommand().stream(), container.getArgs().stream())
        .map(word -> mapping.apply(VariableExpansion.expand(word, variables)))
        .toList();
  }

  private static Map<String, String> environment(
      Pod pod, Map<String, String> variables, Path root, PathMapping mapping) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", Executables.PATH);
    environment.put("JAVA_HOME", Executables.JAVA_HOME.toString());
    environment.put("HOME", root.toString());
    environment.put("HOSTNAME", pod.getMetadata().getName());
    variables.forEach((name, value) -> environment.put(name, mapping.apply(value)));
    return environment;
  }

  private static Path workingFolder(Container container, PathMapping mapping, Path root) {
    String folder = container.getWorkingDir();
    return folder == null || folder.isEmpty() ? root : Path.of(mapping.apply(folder));
  }
}
