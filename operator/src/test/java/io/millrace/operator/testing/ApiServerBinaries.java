package io.millrace.operator.testing;

import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.Binaries;
import io.fabric8.kubeapitest.binary.BinaryManager;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The programs that a real API server consists of. */
public final class ApiServerBinaries {

  private ApiServerBinaries() {}

  /** Skips the calling test where there are none, or fails it with {@code CI=true}. */
  public static Binaries foundOrSkipped() {
    BinaryManager binaries =
        new BinaryManager(
            KubeAPIServerConfigBuilder.anAPIServerConfig().withOfflineMode(true).build());
    try {
      binaries.initAndDownloadIfRequired();
    } catch (KubeAPITestException e) {
      String missing =
          "No kube-apiserver, etcd and kubectl (%s): run bin/envtest.".formatted(e.getMessage());
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(missing, e);
      }
      Assumptions.abort(missing);
    }
    return binaries.binaries();
  }
}
