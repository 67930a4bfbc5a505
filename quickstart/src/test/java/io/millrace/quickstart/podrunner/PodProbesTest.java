package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What a container's probes do. */
class PodProbesTest extends PodScenario {

  @Test
  void readinessFollowsTheProbe() throws Exception {
    Files.writeString(folder.resolve("install/Server.java"), SERVER);
    create(
        new PodBuilder(pod("web", ""))
            .editSpec()
            .editFirstContainer()
            .withCommand(
                "java", "-Xmx32m", "/opt/millrace/Server.java", "$(IP)", "/opt/millrace/healthy")
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
            .withNewReadinessProbe()
            .withNewHttpGet()
            .withPath("/healthz")
            .withNewPort("http")
            .endHttpGet()
            .withPeriodSeconds(1)
            .withFailureThreshold(1)
            .endReadinessProbe()
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

  private static final String SERVER =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.nio.file.Files;
      import java.nio.file.Path;

      public class Server {
        public static void main(String[] args) throws Exception {
          HttpServer server = HttpServer.create(new InetSocketAddress(args[0], 8080), 0);
          server.createContext("/healthz", exchange -> {
            exchange.sendResponseHeaders(Files.exists(Path.of(args[1])) ? 200 : 503, -1);
            exchange.close();
          });
          server.start();
        }
      }
      """;
}
