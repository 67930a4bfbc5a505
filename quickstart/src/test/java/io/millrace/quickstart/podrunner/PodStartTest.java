package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Pods that cannot start, or not yet. */
class PodStartTest extends PodScenario {

  @Test
  void podThatWaitsForItsSecretStartsOnceItIsThere() throws Exception {
    create(
        new PodBuilder(pod("waiting", "cat /secrets/token; stat -c %a /secrets/token"))
            .editSpec()
            .addNewVolume()
            .withName("s")
            .withNewSecret()
            .withSecretName("late")
            .endSecret()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("s")
            .withMountPath("/secrets")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .build());
    Pod pending = awaitPod("waiting", p -> !p.getStatus().getContainerStatuses().isEmpty());
    assertThat(state(pending).getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
    assertThat(state(pending).getWaiting().getMessage()).isEqualTo("secret \"late\" not found");

    secret("late", "token", "abc\n");

    awaitPod("waiting", p -> "Succeeded".equals(p.getStatus().getPhase()));
    assertThat(Files.readString(folder.resolve("pods/waiting.log"))).isEqualTo("abc\n600\n");
  }

  @Test
  void unknownImageIsReportedAsAFailedPull() {
    create(
        new PodBuilder(pod("pull", "exit 0"))
            .editSpec()
            .editFirstContainer()
            .withImage("other")
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("pull", p -> !p.getStatus().getContainerStatuses().isEmpty());

    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(state(pod).getWaiting().getReason()).isEqualTo("ErrImagePull");
  }

  @Test
  void unknownProgramFailsThePod() {
    create(
        new PodBuilder(pod("absent", ""))
            .editSpec()
            .editFirstContainer()
            .withCommand("no-such-program")
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("absent", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(128);
    assertThat(state(pod).getTerminated().getReason()).isEqualTo("StartError");
    assertThat(state(pod).getTerminated().getMessage()).contains("no-such-program");
  }

  @Test
  void podThatNeedsMoreThanTheRunnerCanIsRefused() {
    create(
        new PodBuilder(pod("always", "exit 0"))
            .editSpec()
            .withRestartPolicy("Always")
            .endSpec()
            .build());

    Pod pod = awaitPod("always", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(pod.getStatus().getReason()).isEqualTo("UnsupportedPod");
    assertThat(pod.getStatus().getMessage())
        .isEqualTo("spec.restartPolicy is Always; expected Never");
  }
}
