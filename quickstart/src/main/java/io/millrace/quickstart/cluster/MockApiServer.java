package io.millrace.quickstart.cluster;

import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * fabric8's mock in this process, with what it lacks and exactly-once hangs on put in front of it:
 * see {@link FencedDispatcher}. It checks no schema and no permission, and kubectl cannot watch it.
 */
final class MockApiServer implements ApiServer {

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesMockServer server;

  private MockApiServer(KubernetesMockServer server) {
    this.server = server;
  }

  static MockApiServer start() {
    REQUESTS.setLevel(Level.WARNING);
    System.setProperty("io.netty.noUnsafe", System.getProperty("io.netty.noUnsafe", "true"));
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new FencedDispatcher(), false);
    server.init();
    return new MockApiServer(server);
  }

  @Override
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: mock, cluster: {server: "http://%s:%d"}}]
        contexts: [{name: mock, context: {cluster: mock, user: mock, namespace: default}}]
        users: [{name: mock, user: {}}]
        current-context: mock
        """
        .formatted(server.getHostName(), server.getPort());
  }

  @Override
  public String description() {
    return "fabric8's mock API server (no schema checks; run bin/envtest once to get the real one)";
  }

  @Override
  public Optional<Path> kubectl() {
    return Optional.empty();
  }

  @Override
  public void close() {
    server.destroy();
  }
}
