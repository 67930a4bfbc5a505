package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a container's probes do. */
class PodProbesTest extends PodScenario {

  @Test
  void readinessFollowsTheProbe() throws Exception {
    create(
        new PodBuilder(server("web"))
            .editSpec()
            .editFirstContainer()
            .withReadinessProbe(get("/healthz").withFailureThreshold(1).build())
            .endContainer()
            .endSpec()
            .build());
    Pod running = awaitPod("web", p -> "Running".equals(p.getStatus().getPhase()));
    assertThat(isReady(running)).isFalse();

    Files.createFile(folder.resolve("install/healthy"));
    awaitPod("web", PodScenario::isReady);

    Files.delete(folder.resolve("install/healthy"));
    awaitPod("web", p -> !isReady(p));
  }

  @Test
  void nothingElseIsAskedBeforeTheStartupProbeHasSucceeded() throws Exception {
    create(
        new PodBuilder(server("slow"))
            .editSpec()
            .editFirstContainer()
            .withStartupProbe(get("/healthz").withFailureThreshold(300).build())
            .withLivenessProbe(get("/absent").withFailureThreshold(2).withPeriodSeconds(3).build())
            .endContainer()
            .endSpec()
            .build());
    awaitPod("slow", p -> "Running".equals(p.getStatus().getPhase()));
    await().atMost(LIMIT).during(Duration.ofSeconds(5)).until(() -> !isReady(present("slow")));
    assertThat(present("slow").getStatus().getContainerStatuses().getFirst().getStarted())
        .isFalse();

    Files.createFile(folder.resolve("install/healthy"));
    awaitPod("slow", PodScenario::isReady);

    assertThat(state(awaitPod("slow", p -> "Failed".equals(p.getStatus().getPhase()))))
        .as("liveness is asked from then on")
        .extracting(state -> state.getTerminated().getExitCode())
        .isEqualTo(143);
  }

  @Test
  void containerThatDoesNotStartInTimeIsEnded() {
    create(
        new PodBuilder(pod("stuck", "sleep 300"))
            .editSpec()
            .editFirstContainer()
            .withStartupProbe(
                get("/healthz")
                    .editHttpGet()
                    .withNewPort(8080)
                    .endHttpGet()
                    .withFailureThreshold(2)
                    .withTerminationGracePeriodSeconds(1L)
                    .build())
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("stuck", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(143);
  }

  @Test
  void deletionWaitsForNoAnswerOfAProbe() throws Exception {
    create(
        new PodBuilder(server("mute"))
            .editSpec()
            .editFirstContainer()
            .withReadinessProbe(get("/mute").withTimeoutSeconds(120).build())
            .endContainer()
            .endSpec()
            .build());
    await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("install/asked")));

    client.pods().inNamespace(namespace).withName("mute").delete();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.pods().inNamespace(namespace).withName("mute").get() == null);
  }

  @Test
  void containerThatFailsItsLivenessProbeIsEnded() {
    create(
        new PodBuilder(pod("hung", "sleep 300"))
            .editSpec()
            .editFirstContainer()
            .withNewLivenessProbe()
            .withNewHttpGet()
            .withPath("/healthz/live")
            .withNewPort(8080)
            .endHttpGet()
            .withPeriodSeconds(1)
            .withFailureThreshold(2)
            .withTerminationGracePeriodSeconds(1L)
            .endLivenessProbe()
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("hung", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(143);
    assertThat(state(pod).getTerminated().getReason()).isEqualTo("Error");
  }

  private Pod server(String name) throws IOException {
    Files.writeString(folder.resolve("install/Server.java"), SERVER);
    return new PodBuilder(pod(name, ""))
        .editSpec()
        .editFirstContainer()
        .withCommand("java", "-Xmx32m", "/opt/millrace/Server.java", "$(IP)", "/opt/millrace")
        .addToEnv(
            new EnvVarBuilder()
                .withName("IP")
                .withNewValueFrom()
                .withNewFieldRef("v1", "status.podIP")
                .endValueFrom()
                .build())
        .addNewPort()
        .withName("http")
        .withContainerPort(8080)
        .endPort()
        .endContainer()
        .endSpec()
        .build();
  }

  private static ProbeBuilder get(String path) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort("http")
        .endHttpGet()
        .withPeriodSeconds(1);
  }

  private Pod present(String name) {
    return client.pods().inNamespace(namespace).withName(name).get();
  }

  private static final String SERVER =
"""
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.nio.file.Files;
import java.time.Duration;
      import java.nio.file.Path;

      public class Server {
        public static void main(String[] args) throws Exception {
          HttpServer server = HttpServer.create(new InetSocketAddress(args[0], 8080), 0);
          server.createContext("/healthz", exchange -> {
            exchange.sendResponseHeaders(Files.exists(Path.of(args[1], "healthy")) ? 200 : 503, -1);
            exchange.close();
          });
          server.createContext("/mute", exchange -> Files.createFile(Path.of(args[1], "asked")));
          server.start();
        }
      }
""";
}
