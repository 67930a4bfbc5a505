package io.millrace.quickstart.cluster;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import java.nio.file.Path;
import java.util.List;

/**
 * kube-apiserver with its etcd. There is no controller manager, no scheduler and no kubelet beside
 * it.
 */
final class RealApiServer implements ApiServer {

  private static final int START_LIMIT_MILLIS = 180_000;

  private final ApiServerBinaries binaries;
  private final KubeAPIServer server;

  private RealApiServer(ApiServerBinaries binaries, KubeAPIServer server) {
    this.binaries = binaries;
    this.server = server;
  }

  static RealApiServer start(ApiServerBinaries binaries) {
    KubeAPIServer server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(binaries.root().toString())
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout(START_LIMIT_MILLIS)
                .build());
    try {
      server.start();
    } catch (RuntimeException e) {
      server.stop();
      throw e;
    }
    return new RealApiServer(binaries, server);
  }

  @Override
  public String kubeconfig() {
    return server.getKubeConfigYaml();
  }

  @Override
  public String description() {
    return "kube-apiserver " + binaries.version();
  }

  @Override
  public List<String> commands(Path kubeconfig, String namespace, String supervisor) {
    String kubectl = "%s --namespace %s ".formatted(binaries.kubectl(), namespace);
    return List.of(
        "export KUBECONFIG=" + kubeconfig,
        kubectl + "get ssup -o wide",
        kubectl + "describe ssup " + supervisor,
        kubectl + "get pods");
  }

  @Override
  public void close() {
    server.stop();
  }
}
