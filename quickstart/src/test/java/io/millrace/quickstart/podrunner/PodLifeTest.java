package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** How Pods begin, run and end by themselves. */
class PodLifeTest extends PodScenario {

  @Test
  void exitStatusZeroMakesThePodSucceed() throws Exception {
    create(pod("ok", "echo hello; echo -n done > /dev/termination-log"));

    Pod pod = awaitPod("ok", p -> "Succeeded".equals(p.getStatus().getPhase()));

    ContainerState state = state(pod);
    assertThat(state.getTerminated().getExitCode()).isZero();
    assertThat(state.getTerminated().getReason()).isEqualTo("Completed");
    assertThat(state.getTerminated().getMessage()).isEqualTo("done");
    assertThat(Files.readString(folder.resolve("pods/ok.log"))).isEqualTo("hello\n");
  }

  @Test
  void otherExitStatusMakesThePodFail() {
    create(pod("bad", "exit 3"));

    Pod pod = awaitPod("bad", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(3);
    assertThat(state(pod).getTerminated().getReason()).isEqualTo("Error");
  }

  @Test
  void killedContainerFailsWithTheSignalsStatus() {
    create(pod("killed", "sleep 300"));
    awaitPod("killed", PodScenario::isReady);

    runner.process("killed").orElseThrow().destroyForcibly();

    Pod pod = awaitPod("killed", p -> "Failed".equals(p.getStatus().getPhase()));
    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(137);
    assertThat(pod.getStatus().getPodIP()).startsWith("127.");
  }

  @Test
  void podPastItsDeadlineFails() {
    create(
        new PodBuilder(pod("long", "sleep 300"))
            .editSpec()
            .withActiveDeadlineSeconds(1L)
            .endSpec()
            .build());

    Pod pod = awaitPod("long", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(pod.getStatus().getReason()).isEqualTo("DeadlineExceeded");
    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(143);
  }

  @Test
  void restartedRunnerReportsWhatItLostAndStartsNothingTwice() {
    create(pod("survivor", "echo started; sleep 300"));
    awaitPod("survivor", PodScenario::isReady);
    ProcessHandle process = runner.process("survivor").orElseThrow();
    await().atMost(LIMIT).until(() -> Files.size(folder.resolve("pods/survivor.log")) > 0);

    runner.close();
    await("its process is killed").atMost(LIMIT).until(() -> !process.isAlive());
    runner = newRunner();
    runner.start();

    Pod pod = awaitPod("survivor", p -> "Failed".equals(p.getStatus().getPhase()));
    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(137);
    assertThat(folder.resolve("pods/survivor.log")).hasContent("started");
    client.pods().inNamespace(namespace).withName("survivor").delete();
    awaitGone("survivor");
  }
}
