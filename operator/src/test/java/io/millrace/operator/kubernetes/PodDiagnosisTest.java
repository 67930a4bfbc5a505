package io.millrace.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.PodTrouble;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Case 38, from statuses as Kubernetes writes them. */
class PodDiagnosisTest {

  private static final String OOM_KILLED =
      """
      phase: Failed
      conditions:
      - {type: Ready, status: "False", reason: PodFailed}
      containerStatuses:
      - name: task
        ready: false
        restartCount: 0
        state: {terminated: {exitCode: 137, reason: OOMKilled, message: "INFO Persisted", finishedAt: "2026-11-25T10:00:00Z"}}
      """;

  @Test
  void aPodThatRunsIsWell() {
    assertThat(
            PodDiagnosis.of(
                pod(
                    """
                    phase: Running
                    conditions:
                    - {type: PodScheduled, status: "True"}
                    - {type: Ready, status: "True"}
                    containerStatuses:
                    - {name: task, state: {running: {startedAt: "2026-11-25T10:00:00Z"}}}
                    """)))
        .isNull();
  }

  @Test
  void aPodThatIsOnItsWayIsWell() {
    assertThat(
            PodDiagnosis.of(
                pod(
                    """
                    phase: Pending
                    containerStatuses:
                    - {name: task, state: {waiting: {reason: ContainerCreating}}}
                    """)))
        .isNull();
  }

  @Test
  void aPodThatWasAskedToEndIsNoTrouble() {
    assertThat(PodDiagnosis.of(deleted(exited(143, "Error")))).isNull();
  }

  @Test
  void onePodThatNobodyAskedIs() {
    assertThat(trouble(exited(143, "Error")))
        .isEqualTo(PodTrouble.failed("its process ended with exit status 143 (Error)"));
  }

  @Test
  void aCrashSaysItsExitStatusAndItsLastWords() {
    assertThat(
            trouble(
                pod(
                    """
                    phase: Failed
                    containerStatuses:
                    - name: task
                      state: {terminated: {exitCode: 1, reason: Error, message: "  the topic is gone\\n"}}
                    """)))
        .isEqualTo(
            PodTrouble.failed("its process ended with exit status 1 (Error): the topic is gone"));
  }

  @Test
  void outOfMemorySaysTheLimitAndWhatToDo() {
    PodTrouble trouble = trouble(pod(OOM_KILLED));

    assertThat(trouble.reason()).isEqualTo(Reason.OutOfMemory);
    assertThat(trouble.message())
        .contains("its limit of 2Gi", "spec.taskTemplate.resources.limits.memory")
        .as("the end of its log says nothing of it")
        .endsWith("its process ended with exit status 137 (OOMKilled)");
  }

  @Test
  void outOfMemoryWhileItEndsIsTrouble() {
    assertThat(trouble(deleted(pod(OOM_KILLED))).reason()).isEqualTo(Reason.OutOfMemory);
  }

  @Test
  void outOfMemoryWithoutALimitIsTheNodes() {
    Pod pod = pod(OOM_KILLED);
    pod.getSpec().getContainers().getFirst().setResources(null);

    assertThat(trouble(pod).message()).contains("has no limit of its own");
  }

  @Test
  void fullJavaMemorySaysHowLargeTheHeapWasAndWhatToDo() {
    Pod pod = exited(3, "Error");
    pod.getSpec()
        .getContainers()
        .getFirst()
        .setCommand(List.of("java", "-Xmx1228m", "-XX:+ExitOnOutOfMemoryError", "-Xmx900m"));

    assertThat(trouble(pod).reason()).isEqualTo(Reason.OutOfMemory);
    assertThat(trouble(pod).message())
        .contains(
            "its Java memory, mostly the heap (-Xmx900m), was full",
            "spec.taskTemplate.resources.limits.memory",
            "MILLRACE_TASK_HEAP_PERCENT",
            "maxRowsInMemory",
            "exit status 3");
  }

  @Test
  void fullJavaMemoryIsToldAlsoWhenTheSizeOfTheHeapIsNotInTheCommand() {
    assertThat(trouble(exited(3, "Error")).message())
        .startsWith("its Java memory, mostly the heap, was full.");
  }

  @Test
  void theSameExitStatusOfAnotherContainerHasAnotherMeaning() {
    Pod pod = exited(3, "Error");
    pod.getStatus().getContainerStatuses().getFirst().setName("sidecar");

    assertThat(trouble(pod))
        .isEqualTo(PodTrouble.failed("its process ended with exit status 3 (Error)"));
  }

  @Test
  void anEvictedPodSaysWhatTheNodeLacked() {
    assertThat(
            trouble(
                pod(
                    """
                    phase: Failed
                    reason: Evicted
                    message: "The node was low on resource: memory. Threshold quantity: 100Mi, available: 61Mi."
                    conditions:
                    - {type: DisruptionTarget, status: "True", reason: TerminationByKubelet}
                    containerStatuses:
                    - {name: task, state: {terminated: {exitCode: 137, reason: Error}}}
                    """)))
        .isEqualTo(
            new PodTrouble(
                Reason.PodEvicted,
                "Evicted: The node was low on resource: memory. Threshold quantity: 100Mi,"
                    + " available: 61Mi."));
  }

  @Test
  void aDrainedNodeShowsAsEviction() {
    assertThat(
            trouble(
                deleted(
                    pod(
                        """
                        phase: Running
                        conditions:
                        - type: DisruptionTarget
                          status: "True"
                          reason: EvictionByEvictionAPI
                          message: "Eviction API: evicting"
                        containerStatuses:
                        - {name: task, state: {running: {}}}
                        """))))
        .isEqualTo(
            new PodTrouble(Reason.PodEvicted, "EvictionByEvictionAPI: Eviction API: evicting"));
  }

  @Test
  void aNodeThatIsGoneWithoutAWordIsToldFromADrain() {
    Pod tainted =
        deleted(
            pod(
                """
                phase: Running
                conditions:
                - {type: Ready, status: "False"}
                - type: DisruptionTarget
                  status: "True"
                  reason: DeletionByTaintManager
                  message: "Taint manager: deleting due to NoExecute taint"
                """));
    Pod collected =
        pod(
            """
            phase: Failed
            conditions:
            - {type: DisruptionTarget, status: "True", reason: DeletionByPodGC, message: "PodGC: node no longer exists"}
            """);

    assertThat(trouble(tainted).reason()).isEqualTo(Reason.NodeLost);
    assertThat(trouble(collected).reason()).isEqualTo(Reason.NodeLost);
    assertThat(trouble(pod("phase: Running\nreason: NodeLost\nmessage: unresponsive")))
        .isEqualTo(new PodTrouble(Reason.NodeLost, "NodeLost: unresponsive"));
    assertThat(trouble(pod("phase: Unknown")).reason()).isEqualTo(Reason.NodeLost);
  }

  @Test
  void anUnschedulablePodSaysWhatTheSchedulerSays() {
    assertThat(
            trouble(
                pod(
                    """
                    phase: Pending
                    conditions:
                    - type: PodScheduled
                      status: "False"
                      reason: Unschedulable
                      message: "0/2 nodes are available: 2 Insufficient memory."
                    """)))
        .isEqualTo(
            new PodTrouble(
                Reason.PodUnschedulable,
                "Unschedulable: 0/2 nodes are available: 2 Insufficient memory."));
  }

  @Test
  void anImageThatCannotBePulledIsNamed() {
    for (String reason : new String[] {"ErrImagePull", "ImagePullBackOff", "InvalidImageName"}) {
      assertThat(trouble(waiting(reason, "Back-off pulling image \"nobody/nothing:1\"")))
          .isEqualTo(
              new PodTrouble(
                  Reason.ImagePullFailed,
                  reason + ": Back-off pulling image \"nobody/nothing:1\""));
    }
  }

  @Test
  void aSecretThatIsNotThereIsNamed() {
    assertThat(trouble(waiting("CreateContainerConfigError", "secret \"kafka\" not found")))
        .isEqualTo(
            new PodTrouble(
                Reason.PodConfigurationInvalid,
                "CreateContainerConfigError: secret \"kafka\" not found"));
  }

  @Test
  void anythingElseThatAContainerWaitsForIsSaidAsItIs() {
    assertThat(trouble(waiting("RunContainerError", "no such file")))
        .isEqualTo(PodTrouble.failed("RunContainerError: no such file"));
  }

  @Test
  void longMessagesAreCut() {
    assertThat(trouble(waiting("RunContainerError", "x".repeat(2_000))).message()).hasSize(601);
  }

  private static PodTrouble trouble(Pod pod) {
    return Objects.requireNonNull(PodDiagnosis.of(pod), "no trouble was found");
  }

  private static Pod exited(int status, String reason) {
    return pod(
        """
        phase: Failed
        containerStatuses:
        - {name: task, state: {terminated: {exitCode: %d, reason: %s}}}
        """
            .formatted(status, reason));
  }

  private static Pod waiting(String reason, String message) {
    return pod(
        """
        phase: Pending
        conditions:
        - {type: PodScheduled, status: "True"}
        containerStatuses:
        - name: task
          state: {waiting: {reason: %s, message: '%s'}}
        """
            .formatted(reason, message));
  }

  private static Pod deleted(Pod pod) {
    pod.getMetadata().setDeletionTimestamp("2026-11-25T00:00:00Z");
    return pod;
  }

  private static Pod pod(String status) {
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: events-0-0-0, uid: u, creationTimestamp: "2026-11-25T09:00:00Z"}
            spec:
              containers:
              - {name: task, image: millrace, resources: {limits: {memory: 2Gi}}}
            """,
            Pod.class);
    pod.setStatus(Serialization.unmarshal(status, PodStatus.class));
    return pod;
  }
}
