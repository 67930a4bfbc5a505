package io.millrace.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

class PodTroubleTest {

  private static PodBuilder ended(int status, String reason) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("events-0-0-0")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withNewState()
        .withNewTerminated()
        .withExitCode(status)
        .withReason(reason)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus();
  }

  private static Pod deleted(PodBuilder pod) {
    return pod.editMetadata().withDeletionTimestamp("2026-11-25T00:00:00Z").endMetadata().build();
  }

  @Test
  void aPodThatWasAskedToEndIsNoTrouble() {
    assertThat(PodTrouble.of(deleted(ended(143, "Error")))).isEmpty();
  }

  @Test
  void onePodThatNobodyAskedIs() {
    assertThat(PodTrouble.of(ended(143, "Error").build())).contains("exit status 143");
  }

  @Test
  void onePodThatFailsWhileItEndsIs() {
    assertThat(PodTrouble.of(deleted(ended(137, "OOMKilled")))).contains("137", "OOMKilled");
  }
}
