package io.millrace.operator.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.CapacityStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.LagStatus;
import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.quota.Quota;
import io.millrace.operator.status.Event;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.DataSourceOwner;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.TaskState;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunLoopTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final LoopWorld world = LoopWorld.withGoodSupervisor();

  @Test
  void createsOnePodOfEachTaskGroupOnceItsBaselineIsRecorded() {
    assertThat(world.runUntil(() -> world.cluster.pods().size() == 2, LONG)).isTrue();

    assertThat(world.cluster.pods()).containsOnlyKeys("events-0-0-0", "events-1-0-0");
    assertThat(world.cluster.status().offsets()).containsOnlyKeys("0", "1", "2", "3");
    assertThat(world.storage.files().keySet()).anyMatch(path -> path.endsWith("owner.json"));
    assertThat(world.cluster.status().detailedState()).isEqualTo("CREATING_TASKS");
  }

  @Test
  void case34TheBaselineAndItsGenerationAreInStatusBeforeAnyPodIsCreated() {
    world.runUntil(() -> !world.cluster.pods().isEmpty(), LONG);

    List<String> writes = world.cluster.writes();
    int firstPod = writes.indexOf("create Pod events-0-0-0");
    assertThat(writes.subList(0, firstPod)).contains("status", "event BaselineRecorded");
  }

  @Test
  void isReadyAndRunningOnceTasksRead() {
    world.bringToReading(2);

    assertThat(world.cluster.status().state()).isEqualTo("RUNNING");
    assertThat(world.cluster.status().detailedState()).isEqualTo("RUNNING");
    assertThat(world.statusOf("Ready")).isEqualTo("True");
    assertThat(world.condition("Reconciling")).isEmpty();
    assertThat(world.condition("Stalled")).isEmpty();
  }

  @Test
  void case34ACacheThatWentBackToBeforeAPodWasCreatedReplacesNoTask() {
    world.bringToReading(2);

    world.cluster.hidePods(true);
    world.run(Duration.ofMinutes(1));
    world.cluster.hidePods(false);
    world.run(Duration.ofMinutes(1));

    assertThat(world.cluster.pods())
        .containsKeys("events-0-0-0", "events-1-0-0")
        .doesNotContainKeys("events-0-0-1", "events-1-0-1");
  }

  @Test
  void aTaskWhosePodIsGoneIsReplaced() {
    world.bringToReading(2);
    world.run(Duration.ofSeconds(15));
    String uid = requireNonNull(world.cluster.pods().get("events-0-0-0")).uid();

    world.cluster.delete("ns", "events-0-0-0", uid);
    world.run(Duration.ofMinutes(1));

    assertThat(world.cluster.pods()).containsKey("events-0-0-1");
  }

  @Test
  void aSteadySupervisorWritesNothing() {
    world.bringToReading(2);
    world.run(Duration.ofSeconds(5));
    int before = world.cluster.writes().size();
    int iterations = world.iterations();

    world.run(Duration.ofSeconds(4));

    assertThat(world.iterations()).isGreaterThan(iterations);
    assertThat(world.cluster.writes().subList(before, world.cluster.writes().size())).isEmpty();
  }

  @Test
  void lagIsWrittenAtMostOncePerOffsetFetchPeriod() {
    world.edit(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskDuration", "PT1H")));
    world.bringToReading(2);
    world.run(Duration.ofMinutes(12));
    int before = world.cluster.writes().size();

    for (int second = 0; second < 300; second++) {
      world.stream.append(second % 4, "x");
      world.run(Duration.ofSeconds(1));
    }

    List<String> writes = world.cluster.writes().subList(before, world.cluster.writes().size());
    assertThat(writes).containsOnly("status").hasSizeBetween(5, 10);
    assertThat(world.cluster.status().lag()).isNotNull();
  }

  @Test
  void lagIsMeasuredFromWhatLivingTasksHaveReadAndElseFromWhatIsCommitted() {
    world.bringToReading(2);
    PodFacts pod = requireNonNull(world.cluster.pods().get("events-0-0-0"));
    String partition = startOf(pod).keySet().iterator().next();
    int number = Integer.parseInt(partition);
    world.stream.append(number, "a", "b", "c");
    assertThat(world.runUntil(() -> lag() == 3, LONG)).isTrue();

    Map<String, String> reached = new TreeMap<>(startOf(pod));
    reached.put(partition, "2");
    world.tasks.says(pod.uid(), TaskState.READING, reached, world.scheduler.instant());
    assertThat(world.runUntil(() -> lag() == 1, LONG)).isTrue();

    world.tasks.fallSilent(pod.uid());
    world.cluster.fail(pod.name(), "exit code 137");
    world.trigger();
    assertThat(world.runUntil(() -> lag() == 3, LONG)).isTrue();
  }

  @Test
  void case36AStaleLeaderIsRefusedByTheStatusWriteAndDecidesAgain() {
    SupervisorResource stale = world.cluster.resource();
    world.cluster.touch();

    Outcome outcome = world.iterate(stale);

    assertThat(outcome.gone()).isFalse();
    assertThat(world.cluster.status().observedGeneration()).isEqualTo(1);
  }

  @Test
  void case34AnOlderCopyOfTheCacheIsNotUsedAfterAnOwnNewerWrite() {
    SupervisorResource old = world.cluster.resource();
    world.runUntil(() -> world.cluster.pods().size() == 2, LONG);
    int before = world.cluster.writes().size();

    world.iterate(old);

    assertThat(world.cluster.writes().subList(before, world.cluster.writes().size()))
        .doesNotContain("status");
    assertThat(world.cluster.status().taskGroups()).hasSize(2);
  }

  @Test
  void case36WithoutTheLeaseNothingIsCreatedOrAssigned() {
    world.loseLease();

    world.run(Duration.ofMinutes(1));

    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.cluster.writes()).noneMatch(write -> write.startsWith("create Pod"));
  }

  @Test
  void case37SuspendEndsReadingAndSaysSo() {
    world.bringToReading(2);

    world.edit(Supervisors.edited(spec -> spec.put("suspend", true)));
    world.run(Duration.ofSeconds(2));

    assertThat(world.cluster.status().state()).isEqualTo("SUSPENDED");
    assertThat(world.statusOf("Ready")).isEqualTo("False");
    assertThat(world.condition("Reconciling").orElseThrow().getReason()).isEqualTo("Suspending");
    assertThat(world.cluster.status().taskGroups())
        .allSatisfy(
            group ->
                assertThat(group.generations())
                    .allMatch(generation -> generation.state() == GenerationStatus.State.PAUSING));
  }

  @Test
  void aSupervisorThatIsCreatedSuspendedIsReadyAndReadsNothing() {
    LoopWorld suspended = new LoopWorld();
    suspended.create(Supervisors.edited(spec -> spec.put("suspend", true)));

    suspended.run(Duration.ofMinutes(1));

    assertThat(suspended.cluster.pods()).isEmpty();
    assertThat(suspended.cluster.status().conditions())
        .filteredOn(condition -> condition.getStatus().equals("True"))
        .extracting(Condition::getType)
        .contains("Ready", "Suspended");
  }

  @Test
  void capacityIsShownAndAQuotaThatCannotHoldItIsToldOnce() {
    world.quotas(
        new Quota(
            "compute", Map.of("pods", BigDecimal.valueOf(3)), Map.of("pods", BigDecimal.ONE)));
    world.run(Duration.ofMinutes(12));

    assertThat(world.cluster.status().capacity()).isEqualTo(new CapacityStatus(4, 5));
    assertThat(world.condition("Degraded").orElseThrow().getReason()).isEqualTo("QuotaTooSmall");
    assertThat(world.condition("Degraded").orElseThrow().getMessage())
        .contains("ResourceQuota compute");
    assertThat(world.cluster.events())
        .filteredOn(event -> event.reason() == Reason.QuotaTooSmall)
        .isNotEmpty()
        .allMatch(Event::warning);

    world.quotas();
    world.run(Duration.ofMinutes(6));
    assertThat(world.condition("Degraded")).isEmpty();
  }

  @Test
  void aQuotaThatIsTooSmallIsToldByAnEventThoughSomethingElseIsSaidFirst() {
    world.runUntil(() -> world.cluster.pods().size() == 2, LONG);
    world.cluster.stick("events-0-0-0", new PodTrouble(Reason.PodUnschedulable, "no node"));
    world.quotas(
        new Quota(
            "compute", Map.of("pods", BigDecimal.valueOf(3)), Map.of("pods", BigDecimal.ONE)));
    world.run(Duration.ofMinutes(6));

    assertThat(world.condition("Degraded").orElseThrow().getReason()).isEqualTo("PodUnschedulable");
    assertThat(world.cluster.events())
        .filteredOn(event -> event.reason() == Reason.QuotaTooSmall)
        .hasSize(1);
  }

  @Test
  void case38APodThatIsNotAdmittedIsShownAndCreatedOnceTheCauseIsGone() {
    world.cluster.refusePods("pods \"events-0-0-0\" is forbidden: exceeded quota: compute");
    world.run(Duration.ofMinutes(1));

    assertThat(world.condition("Degraded").orElseThrow().getReason()).isEqualTo("QuotaExceeded");
    assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("exceeded quota");
    assertThat(world.cluster.status().recentErrors())
        .extracting(RecentError::reason)
        .contains("QuotaExceeded");

    world.cluster.refusePods(null);
    assertThat(world.runUntil(() -> world.cluster.pods().size() == 2, Duration.ofSeconds(30)))
        .isTrue();
    world.run(Duration.ofSeconds(10));
    assertThat(world.condition("Degraded")).isEmpty();
  }

  @Test
  void case38APodThatIsNotAdmittedIsNotTakenForOneThatIsGoneWhenTheStateChanges() {
    world.cluster.refusePods("pods \"events-0-0-0\" is forbidden: exceeded quota: compute");
    world.run(Duration.ofMinutes(1));
    world.cluster.annotate("8");
    world.trigger();
    world.run(Duration.ofSeconds(20));

    world.cluster.refusePods(null);
    world.run(Duration.ofSeconds(40));

    assertThat(world.cluster.pods()).containsKeys("events-0-0-0", "events-1-0-0");
  }

  @Test
  void case38APodThatDoesNotStartIsNamedWithItsReason() {
    world.runUntil(() -> world.cluster.pods().size() == 2, LONG);
    world.cluster.fail("events-0-0-0", "its process ended with exit status 137 (OOMKilled)");
    world.trigger();
    world.run(Duration.ofSeconds(1));

    assertThat(world.cluster.status().recentErrors())
        .extracting(RecentError::message)
        .anySatisfy(message -> assertThat(message).contains("events-0-0-0", "OOMKilled"));
    assertThat(world.runUntil(() -> world.cluster.pods().containsKey("events-0-0-1"), LONG))
        .isTrue();
  }

  @Test
  void case38PodsWithoutTheirImageAreUnhealthyTasksAndNewOnesHaveTheCorrectedImage() {
    PodTrouble missing = new PodTrouble(Reason.ImagePullFailed, "ErrImagePull: no millrace:typo");
    world.runUntil(() -> world.cluster.pods().size() == 2, LONG);
    boolean unhealthy =
        world.runUntil(
            () -> {
              Set.copyOf(world.cluster.pods().keySet())
                  .forEach(pod -> world.cluster.stick(pod, missing));
              return "UNHEALTHY_TASKS".equals(world.cluster.status().state());
            },
            Duration.ofMinutes(10));
    assertThat(unhealthy).isTrue();
    assertThat(world.cluster.status().recentErrors())
        .extracting(RecentError::message)
        .anySatisfy(message -> assertThat(message).contains("no millrace:typo"));

    boolean replaced =
        world.runUntil(
            () ->
                world.cluster.pods().size() == 2
                    && world.cluster.pods().values().stream()
                        .allMatch(pod -> pod.trouble() == null),
            Duration.ofMinutes(10));
    assertThat(replaced).isTrue();
    PodFacts pod = List.copyOf(world.cluster.pods().values()).getFirst();
    world.cluster.run(pod.name(), "10.0.0.1");
    world.tasks.says(pod.uid(), TaskState.READY, Map.of(), null);
    world.trigger();
    assertThat(world.runUntil(() -> !world.tasks.assigned(pod.uid()).isEmpty(), LONG)).isTrue();
  }

  @Test
  void case38APodThatStaysUnschedulableMakesTheSupervisorNotReadyUntilItsTaskReads() {
    world.bringToReading(2);
    world.run(Duration.ofSeconds(15));
    world.cluster.delete(
        "ns", "events-1-0-0", requireNonNull(world.cluster.pods().get("events-1-0-0")).uid());
    assertThat(world.runUntil(() -> world.cluster.pods().containsKey("events-1-0-1"), LONG))
        .isTrue();
    world.cluster.stick(
        "events-1-0-1", new PodTrouble(Reason.PodUnschedulable, "0/2 nodes are available"));
    world.trigger();

    world.run(Duration.ofMinutes(4));
    assertThat(ready())
        .containsExactly("True", "Running", "2 of 4 partitions are read by 1 of 2 task groups");
    world.run(Duration.ofSeconds(90));
    assertThat(ready().subList(0, 2)).containsExactly("False", "PodUnschedulable");
    assertThat(ready().get(2))
        .startsWith("1 of 2 task groups is not read: group 1 since ")
        .endsWith("Pod events-1-0-1: 0/2 nodes are available");
    world.restartOperator();
    world.run(Duration.ofSeconds(1));
    assertThat(ready().getFirst()).as("after a restart").isEqualTo("False");

    PodFacts pod = requireNonNull(world.cluster.pods().get("events-1-0-1"));
    world.cluster.run(pod.name(), "10.0.0.9");
    world.tasks.says(pod.uid(), TaskState.READY, Map.of(), null);
    world.trigger();
    assertThat(world.runUntil(() -> !world.tasks.assigned(pod.uid()).isEmpty(), LONG)).isTrue();
    assertThat(ready().getFirst()).as("it does not read yet").isEqualTo("False");
    world.tasks.says(pod.uid(), TaskState.READING, startOf(pod), world.scheduler.instant());
    world.run(Duration.ofSeconds(40));
    assertThat(ready())
        .containsExactly("True", "Running", "4 partitions are read by 2 task groups");
  }

  @Test
  void aPodOfAnEarlierSupervisorOfTheSameNameMakesRoom() {
    world.cluster.addForeignPod("events-0-0-0");

    assertThat(
            world.runUntil(
                () ->
                    world.cluster.pods().containsKey("events-0-0-0")
                        && world.cluster.pods().get("events-0-0-0").ownerUid().equals("uid-1"),
                LONG))
        .isTrue();
  }

  @Test
  void aStreamThatDoesNotAnswerFromTheBeginningIsToldFromOneThatWasLost() {
    LoopWorld unreachable = new LoopWorld();
    unreachable.stream.goDown();
    unreachable.create(Supervisors.goodSpec());
    unreachable.run(Duration.ofMinutes(1));
    assertThat(unreachable.cluster.status().detailedState())
        .isEqualTo("UNABLE_TO_CONNECT_TO_STREAM");
    unreachable.stream.comeBack();
    assertThat(
            unreachable.runUntil(
                () -> unreachable.statusOf("StreamReachable").equals("True"),
                Duration.ofMinutes(2)))
        .isTrue();
    assertThat(unreachable.cluster.status().detailedState())
        .as("until enough runs have succeeded")
        .isEqualTo("UNABLE_TO_CONNECT_TO_STREAM");

    world.bringToReading(2);
    world.stream.goDown();
    world.run(Duration.ofMinutes(2));
    assertThat(world.cluster.status().detailedState()).isEqualTo("LOST_CONTACT_WITH_STREAM");
    assertThat(world.cluster.status().state()).isEqualTo("UNHEALTHY_SUPERVISOR");
    assertThat(world.statusOf("StreamReachable")).isEqualTo("False");
    assertThat(world.statusOf("Ready")).isEqualTo("False");

    world.stream.comeBack();
    world.run(Duration.ofMinutes(2));
    assertThat(world.statusOf("StreamReachable")).isEqualTo("True");
    assertThat(world.cluster.status().state()).isEqualTo("RUNNING");
  }

  @Test
  void case40ADeletionEndsInTimeAlthoughNothingAnswers() {
    world.bringToReading(2);
    world.stream.goDown();
    world.storage.failWith(io.millrace.deepstorage.DeepStorageException.Kind.UNREACHABLE);
    world.cluster.pods().values().forEach(pod -> world.tasks.fallSilent(pod.uid()));

    world.delete();
    assertThat(
            world.runUntil(
                () -> world.cluster.isGone(), LoopWorld.DELETION_TIMEOUT.plusSeconds(31)))
        .isTrue();

    assertThat(world.cluster.events())
        .filteredOn(event -> event.reason() == Reason.ReleasedUnpublished)
        .singleElement()
        .satisfies(event -> assertThat(event.note()).contains("task groups 0, 1"));
  }

  @Test
  void aSupervisorThatWasNeverAcceptedIsLetGoAtOnce() {
    LoopWorld rejected = new LoopWorld();
    rejected.create(Supervisors.edited(spec -> spec.withObject("/ioConfig").remove("topic")));
    rejected.run(Duration.ofSeconds(2));

    rejected.delete();

    assertThat(rejected.runUntil(() -> rejected.cluster.isGone(), Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void inATerminatingNamespaceNothingIsPublishedAnyMore() {
    world.bringToReading(2);
    world.terminateNamespace();

    world.delete();

    assertThat(world.runUntil(() -> world.cluster.isGone(), Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void case37AnErrorOfTheApiServerIsShownOnceItAnswersAgain() {
    world.runUntil(() -> world.cluster.pods().size() == 2, LONG);
    world.cluster.failWith(new IllegalStateException("the API server is away"));
    world.restartOperator();
    assertThatThrownBy(() -> world.iterate(world.cluster.resource())).hasMessageContaining("away");

    world.cluster.failWith(null);
    world.trigger();
    world.run(Duration.ofSeconds(1));

    assertThat(world.cluster.status().recentErrors())
        .extracting(RecentError::reason, RecentError::message)
        .anySatisfy(error -> assertThat(error.toList().toString()).contains("RunFailed", "away"));
  }

  @Test
  void anotherSupervisorOfTheSameNameBeginsAnew() {
    world.bringToReading(2);
    world.cluster.pods().clear();
    world.cluster.create("uid-2", Supervisors.goodSpec());
    world.trigger();

    assertThat(world.runUntil(() -> world.cluster.pods().size() == 2, LONG)).isTrue();

    assertThat(world.cluster.events()).extracting(Event::reason).contains(Reason.LedgerTakenOver);
    assertThat(world.cluster.pods().values()).allMatch(pod -> pod.ownerUid().equals("uid-2"));
  }

  @Test
  void case36ALeaderThatLostTheLeaseAssignsAndDeletesNothingAnyMore() {
    world.bringToReading(2);
    List<String> uids = podUids();
    List<Integer> assigned = uids.stream().map(uid -> world.tasks.assigned(uid).size()).toList();
    world.loseLease();

    world.edit(Supervisors.edited(spec -> spec.put("suspend", true)));
    world.run(Duration.ofSeconds(5));
    world.terminateNamespace();
    world.delete();
    world.run(Duration.ofSeconds(5));

    assertThat(uids.stream().map(uid -> world.tasks.assigned(uid).size()).toList())
        .isEqualTo(assigned);
    assertThat(world.cluster.writes()).noneMatch(write -> write.startsWith("delete Pod"));
    assertThat(podUids()).isEqualTo(uids);
  }

  @Test
  void aReleaseThatIsRefusedSinceTheResourceHasMovedOnIsDecidedAgain() {
    LoopWorld rejected = new LoopWorld();
    rejected.create(Supervisors.edited(spec -> spec.withObject("/ioConfig").remove("topic")));
    rejected.run(Duration.ofSeconds(2));
    rejected.cluster.touchBeforeNextRelease();

    rejected.delete();

    assertThat(rejected.runUntil(() -> rejected.cluster.isGone(), Duration.ofSeconds(5))).isTrue();
    assertThat(rejected.cluster.writes()).filteredOn("release"::equals).hasSize(2);
  }

  private List<String> ready() {
    Condition ready = world.condition("Ready").orElseThrow();
    return List.of(ready.getStatus(), ready.getReason(), ready.getMessage());
  }

  private long lag() {
    LagStatus lag = world.cluster.status().lag();
    return lag == null || lag.records() == null ? -1 : lag.records();
  }

  private Map<String, String> startOf(PodFacts pod) {
    return Objects.requireNonNull(world.tasks.assigned(pod.uid()).get(0).start());
  }

  private List<String> podUids() {
    return world.cluster.pods().values().stream().map(PodFacts::uid).toList();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void case45ALedgerInConflictIsReadAgainWithGrowingPausesUntilItIsRestored() throws Exception {
    world.bringToReading(2);
    String path = new ManifestPaths("ns", "events").ledgerEntry(1);
    byte[] entry = world.storage.read(path).orElseThrow();
    world.storage.delete(path);
    world.storage.createIfAbsent(path, "{}".getBytes(StandardCharsets.UTF_8));
    world.restartOperator();
    world.run(Duration.ofSeconds(1));
    assertThat(world.condition("Stalled").orElseThrow().getReason()).isEqualTo("LedgerConflict");

    long reads = reads(path);
    int iterations = world.iterations();
    int writes = world.cluster.writes().size();
    world.run(Duration.ofMinutes(3));
    assertThat(reads(path) - reads).isBetween(4L, 12L);
    assertThat(world.iterations() - iterations).as("about one a second").isLessThan(300);
    assertThat(
            world.cluster.writes().subList(writes, world.cluster.writes().size()).stream()
                .filter("event LedgerConflict"::equals))
        .isEmpty();
    assertThat(world.condition("Stalled").orElseThrow().getReason()).isEqualTo("LedgerConflict");

    world.storage.delete(path);
    world.storage.createIfAbsent(path, entry);
    assertThat(world.runUntil(() -> world.condition("Stalled").isEmpty(), Duration.ofSeconds(40)))
        .isTrue();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void case45ADataSourceOfAnotherSupervisorIsAskedForAgainUntilItIsFree() throws Exception {
    String path = ManifestPaths.dataSourceOwner("events");
    world.storage.createIfAbsent(
        path, ProtocolJson.write(new DataSourceOwner(1, "team-b", "clicks")));
    world.run(Duration.ofMinutes(3));

    assertThat(world.condition("Stalled").orElseThrow().getReason())
        .isEqualTo("LedgerOwnedByOther");
    assertThat(world.condition("Stalled").orElseThrow().getMessage())
        .contains("team-b/clicks", path);
    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.storage.files()).containsOnlyKeys(path);
    assertThat(reads(path)).isLessThan(16);

    world.storage.delete(path);
    assertThat(world.runUntil(() -> world.cluster.pods().size() == 2, Duration.ofSeconds(40)))
        .isTrue();
  }

  private long reads(String path) {
    return world.storage.calls().stream().filter(("read " + path)::equals).count();
  }
}
