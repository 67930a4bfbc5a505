package io.millrace.quickstart.cluster;

import io.millrace.quickstart.testrecord.ServersUsed;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** API servers for tests. Which were started is recorded for the last lines of the build. */
public enum TestApiServers {
  REAL,
  MOCK;

  private static final Map<TestApiServers, ApiServer> SHARED = new EnumMap<>(TestApiServers.class);

  /**
   * The one that all tests of this JVM share, stopped when it ends. Skips the calling test without
   * the binaries of a real one, or fails it with {@code CI=true}.
   */
  public ApiServer sharedOrSkipped() {
    synchronized (SHARED) {
      return SHARED.computeIfAbsent(this, TestApiServers::startShared);
    }
  }

  /** A new one, stopped by whoever asked; skips and fails as {@link #sharedOrSkipped} does. */
  public ApiServer startedOrSkipped() {
    return switch (this) {
      case REAL -> {
        ApiServer server = RealApiServer.start(binariesOrSkipped());
        ServersUsed.add(server.description());
        yield server;
      }
      case MOCK -> {
        ServersUsed.add("fabric8's mock API server");
        yield MockApiServer.start();
      }
    };
  }

  private static ApiServer startShared(TestApiServers which) {
    ApiServer server = which.startedOrSkipped();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return server;
  }

  private static ApiServerBinaries binariesOrSkipped() {
    Optional<ApiServerBinaries> found = ApiServerBinaries.find();
    if (found.isEmpty()) {
      String missing =
          "no kube-apiserver, etcd and kubectl in %s; run bin/envtest"
              .formatted(ApiServerBinaries.versionsFolder());
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(missing);
      }
      Assumptions.abort(missing);
    }
    return found.orElseThrow();
  }
}
