package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.EventTotals;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What its user sees of a supervisor, waited for with a generous limit. What does not come is told
 * together with the status.
 */
record SupervisorWatch(TestCluster test, Supervisor supervisor) {

  static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(100);

  void until(String what, Callable<Boolean> condition) {
    try {
      await(what).atMost(LIMIT).pollInterval(LOOK).until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "not within %s: %s; the status of %s is %s"
              .formatted(LIMIT, what, supervisor.name(), supervisor.status().orElse(null)),
          e);
    }
  }

  void untilATaskReads() {
    until(
        "a task reads",
        () ->
            !test.tasks(supervisor, State.READING).isEmpty()
                && groups().stream()
                    .flatMap(group -> group.generations().stream())
                    .anyMatch(
                        generation ->
                            generation.state() == State.READING && generation.startedAt() != null));
  }

  /** Waits until {@code count} task groups read, each of them all that is its own. */
  void untilGroupsRead(int count) {
    until(count + " task groups read", () -> reading().size() == count && groups().size() == count);
  }

  void untilSomethingIsCommittedAfter(Map<String, Long> positions) {
    until("a commit after " + positions, () -> sum(supervisor.offsets()) > sum(positions));
  }

  void untilAllIsCommitted(EventProducer producer) {
    until(
        "all events are committed",
        () -> producer.isFinished() && supervisor.offsets().equals(TestCluster.ends(producer)));
  }

  void untilCondition(String type, String status, String reason) {
    until(
        "%s=%s, %s".formatted(type, status, reason),
        () ->
            condition(type)
                .filter(
                    condition ->
                        status.equals(condition.getStatus())
                            && reason.equals(condition.getReason()))
                .isPresent());
  }

  /** Events follow right after what they tell of. */
  void untilEvent(String reason, String message) {
    until("event %s: %s".formatted(reason, message), () -> events(reason).contains(message));
  }

  void untilState(String detailedState) {
    until(
        "it is " + detailedState,
        () ->
            supervisor
                .status()
                .map(StreamSupervisorStatus::detailedState)
                .filter(detailedState::equals)
                .isPresent());
  }

  void untilGone() {
    until("it is gone", () -> supervisor.read().isEmpty());
    until("its Pods are gone", () -> test.livePods(supervisor).isEmpty());
  }

  /** Asserts that each event is in exactly one published segment, and that the ledger is sound. */
  Proof provenExact(EventProducer producer) throws IOException, InterruptedException {
    return provenExact(producer.totals(), TestCluster.ends(producer), 0);
  }

  /**
   * The same for what a chain has to hold that was taken over.
   *
   * @param produced what was produced
   * @param ends position after the last event of each partition
   * @param takeovers how often a supervisor has to have gone on with the chain of another
   */
  Proof provenExact(EventTotals produced, Map<String, Long> ends, int takeovers)
      throws IOException, InterruptedException {
    Proof proof = Proof.of(supervisor, produced, ends, LIMIT, takeovers);
    assertThat(proof.verdict().problems()).isEmpty();
    assertThat(proof.verdict().holds()).as(proof.verdict().table()).isTrue();
    return proof;
  }

  /** Those that have partitions. */
  List<TaskGroupStatus> groups() {
    return supervisor.status().map(StreamSupervisorStatus::taskGroups).orElse(List.of()).stream()
        .filter(group -> !group.partitions().isEmpty())
        .toList();
  }

  /** The generations that read all that is their group's. */
  List<GenerationStatus> reading() {
    return groups().stream()
        .flatMap(
            group ->
                group.generations().stream()
                    .filter(generation -> generation.state() == State.READING)
                    .filter(generation -> generation.startedAt() != null)
                    .filter(generation -> generation.partitions().equals(group.partitions())))
        .toList();
  }

  String state() {
    return supervisor.status().map(StreamSupervisorStatus::state).orElse("");
  }

  Optional<Condition> condition(String type) {
    return supervisor.status().map(StreamSupervisorStatus::conditions).orElse(List.of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** Empty without the condition. */
  String message(String type) {
    return condition(type).map(Condition::getMessage).orElse("");
  }

  /** What the events with a reason say. */
  List<String> events(String reason) {
    return test
        .cluster()
        .client()
        .v1()
        .events()
        .inNamespace(test.cluster().namespace())
        .list()
        .getItems()
        .stream()
        .filter(
            event ->
                supervisor.name().equals(event.getInvolvedObject().getName())
                    && reason.equals(event.getReason()))
        .map(Event::getMessage)
        .toList();
  }

  static long sum(Map<String, Long> positions) {
    return positions.values().stream().mapToLong(Long::longValue).sum();
  }
}
