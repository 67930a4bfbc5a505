package io.millrace.quickstart.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes API server on this machine, started when it is made and stopped when it is closed.
 */
public sealed interface ApiServer extends AutoCloseable permits RealApiServer, MockApiServer {

  /** A kubeconfig of an administrator, as YAML. */
  String kubeconfig();

  /** What it is, for people. */
  String description();

  /**
   * Shell commands that show a supervisor and the Pods beside it.
   *
   * @param kubeconfig file that holds {@link #kubeconfig}
   */
  List<String> commands(Path kubeconfig, String namespace, String supervisor);

  @Override
  void close();

  /** A new client, closed by whoever asked. */
  default KubernetesClient newClient() {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withConfig(Config.fromKubeconfig(kubeconfig()))
        .build();
  }

  /** The real one when its binaries are found, else the mock. */
  static ApiServer start() {
    Optional<ApiServerBinaries> binaries = ApiServerBinaries.find();
    return binaries.isPresent() ? RealApiServer.start(binaries.get()) : MockApiServer.start();
  }
}
