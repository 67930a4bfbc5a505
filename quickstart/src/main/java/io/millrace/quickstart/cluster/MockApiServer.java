package io.millrace.quickstart.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * fabric8's mock in this process, with what it lacks and exactly-once hangs on put in front of it:
 * see {@link FencedDispatcher}. It checks no schema and no permission, and tells kubectl of no
 * resources, so that only plain HTTP requests get an answer.
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
    MockApiServer mock = new MockApiServer(server);
    mock.createDefaultNamespace();
    return mock;
  }

  /** Without it the operator would take its namespace for one that is being deleted. */
  private void createDefaultNamespace() {
    try (KubernetesClient client = newClient()) {
      client
          .resource(
              new NamespaceBuilder().withNewMetadata().withName("default").endMetadata().build())
          .create();
    }
  }

  @Override
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: mock, cluster: {server: "%s"}}]
        contexts: [{name: mock, context: {cluster: mock, user: mock, namespace: default}}]
        users: [{name: mock, user: {}}]
        current-context: mock
        """
        .formatted(url());
  }

  @Override
  public String description() {
    return "fabric8's mock API server (no schema checks; run bin/envtest once to get the real one)";
  }

  @Override
  public List<String> commands(Path kubeconfig, String namespace, String supervisor) {
    return List.of(
        "curl --silent %s/apis/%s/%s/namespaces/%s/%s/%s"
            .formatted(
                url(),
                StreamSupervisor.GROUP,
                StreamSupervisor.VERSION,
                namespace,
                StreamSupervisor.PLURAL,
                supervisor),
        "curl --silent %s/api/v1/namespaces/%s/pods".formatted(url(), namespace));
  }

  private String url() {
    return "http://%s:%d".formatted(server.getHostName(), server.getPort());
  }

  @Override
  public void close() {
    server.destroy();
  }
}
