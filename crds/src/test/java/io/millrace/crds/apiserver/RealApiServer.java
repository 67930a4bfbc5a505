package io.millrace.crds.apiserver;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.BinaryManager;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A kube-apiserver with its etcd and the CRD, one for all tests of the JVM; it ends with the JVM.
 */
final class RealApiServer {

  static final Path CRD =
      Path.of("src/main/resources/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml");

  private static @Nullable RealApiServer running;
  private static @Nullable String failure;

  private final KubernetesClient client;
  private final Kubectl kubectl;

  private RealApiServer(KubernetesClient client, Kubectl kubectl) {
    this.client = client;
    this.kubectl = kubectl;
  }

  /**
   * The server; starts it first if need be. Without binaries the calling test is skipped, or fails
   * with {@code CI=true}.
   */
  static synchronized RealApiServer startedOrSkipped() {
    if (failure != null) {
      throw new AssertionError(failure);
    }
    if (running == null) {
      try {
        running = start();
      } catch (AssertionError e) {
        failure = "the API server did not start with the CRD: " + e.getMessage();
        throw e;
      }
    }
    return running;
  }

  KubernetesClient client() {
    return client;
  }

  Kubectl kubectl() {
    return kubectl;
  }

  private static RealApiServer start() {
    KubeAPIServerConfig config =
        KubeAPIServerConfigBuilder.anAPIServerConfig()
            .withOfflineMode(true)
            .withUpdateKubeConfig(false)
            .build();
    Path kubectlBinary = findBinaries(config);
    KubeAPIServer server = new KubeAPIServer(config);
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-api-server"));
    server.start();
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
            .build();
    Kubectl kubectl = new Kubectl(kubectlBinary, writeKubeconfig(server.getKubeConfigYaml()));
    kubectl.succeed("apply", "-f", CRD.toString());
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(StreamSupervisor.PLURAL + "." + StreamSupervisor.GROUP)
        .waitUntilCondition(
            crd ->
                crd != null
                    && crd.getStatus() != null
                    && crd.getStatus().getConditions().stream()
                        .anyMatch(
                            condition ->
                                condition.getType().equals("Established")
                                    && condition.getStatus().equals("True")),
            2,
            TimeUnit.MINUTES);
    return new RealApiServer(client, kubectl);
  }

  private static Path findBinaries(KubeAPIServerConfig config) {
    BinaryManager binaries = new BinaryManager(config);
    try {
      binaries.initAndDownloadIfRequired();
    } catch (KubeAPITestException e) {
      String reason =
          "no kube-apiserver, etcd and kubectl under %s (%s); put them there with bin/envtest"
              .formatted(config.getKubeAPITestDir(), e.getMessage());
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(reason, e);
      }
      Assumptions.abort(reason);
    }
    return binaries.binaries().getKubectl().toPath();
  }

  private static Path writeKubeconfig(String yaml) {
    try {
      Path file = Files.createTempFile("millrace-crds", ".kubeconfig");
      file.toFile().deleteOnExit();
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
