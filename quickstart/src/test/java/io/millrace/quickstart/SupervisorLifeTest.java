package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.EventTotals;
import io.millrace.quickstart.proof.Ledger;
import io.millrace.quickstart.proof.LedgerAudit;
import io.millrace.quickstart.proof.PublishedSegments;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Failure cases 20, 37 and 40: what a user does to a supervisor while it runs. */
class SupervisorLifeTest {

  private static final int PARTITIONS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void invalidEditHarmsNothingThatRuns() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("edited", PARTITIONS, 1, "PT15S");
    try (EventProducer producer = test.produce("edited", PARTITIONS, 6_000, 300)) {
      untilATaskReads(test, supervisor);
      List<String> before = test.livePods(supervisor);

      supervisor.editSpec(spec -> properties(spec, "ioConfig").put("useEarliestOfset", true));

      until("the edit is refused", () -> isFalse(supervisor, "SpecAccepted"));
      assertThat(test.livePods(supervisor)).containsAll(before);
      assertThat(message(supervisor, "SpecAccepted"))
          .contains("useEarliestOfset", "useEarliestOffset");
      until(
          "all events are committed under the spec in force",
          () -> producer.isFinished() && supervisor.offsets().equals(TestCluster.ends(producer)));

      supervisor.editSpec(spec -> properties(spec, "ioConfig").remove("useEarliestOfset"));

      until("the spec is accepted again", () -> !isFalse(supervisor, "SpecAccepted"));
      Proof proof = Proof.of(supervisor, producer.totals(), TestCluster.ends(producer), LIMIT);
      assertThat(proof.verdict().problems()).isEmpty();
      assertThat(proof.verdict().holds()).as(proof.verdict().table()).isTrue();
    } finally {
      supervisor.delete();
    }
  }

  @Test
  void suspendedSupervisorPublishesAndResumesWhereItWas() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("suspended", PARTITIONS, 1, "PT5M");
    try (EventProducer producer = test.produce("suspended", PARTITIONS, 40_000, 500)) {
      suspendOnceItHasRead(test, supervisor);

      supervisor.editSpec(spec -> spec.put("suspend", false));
      untilATaskReads(test, supervisor);
      producer.finish();
      until("all events are produced", producer::isFinished);
      supervisor.editSpec(spec -> spec.put("suspend", true));

      until(
          "everything is published",
          () -> test.livePods(supervisor).isEmpty() && "SUSPENDED".equals(state(supervisor)));
      Ledger ledger = supervisor.ledger();
      LedgerAudit.Finding finding = LedgerAudit.of(ledger);
      EventTotals published = PublishedSegments.totals(ledger.segments());
      assertThat(finding.problems()).isEmpty();
      assertThat(published.rows())
          .isEqualTo(finding.counters().records())
          .isEqualTo(sum(finding.positions()));
    } finally {
      supervisor.delete();
    }
  }

  @Test
  void deletionPublishesWhatWasReadAndLeavesNothingBehind() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("deleted", PARTITIONS, 1, "PT5M");
    try (EventProducer producer = test.produce("deleted", PARTITIONS, 3_000, 0)) {
      untilATaskReads(test, supervisor);
      until("all events are produced", producer::isFinished);

      supervisor.delete();

      until("the supervisor is gone", () -> supervisor.read().isEmpty());
      until("its Pods are gone", () -> test.livePods(supervisor).isEmpty());
      Ledger ledger = supervisor.ledger();
      LedgerAudit.Finding finding = LedgerAudit.of(ledger);
      assertThat(finding.problems()).isEmpty();
      assertThat(PublishedSegments.totals(ledger.segments()).rows())
          .isEqualTo(finding.counters().records())
          .isEqualTo(sum(finding.positions()));
      until(
          "what it owned is gone",
          () ->
              test
                  .cluster()
                  .client()
                  .secrets()
                  .inNamespace(test.cluster().namespace())
                  .list()
                  .getItems()
                  .stream()
                  .noneMatch(secret -> secret.getMetadata().getName().startsWith("deleted")));
    }
  }

  private static void untilATaskReads(TestCluster test, Supervisor supervisor) {
    until(
        "a task reads",
        () ->
            !test.tasks(supervisor, State.READING).isEmpty()
                && supervisor
                    .status()
                    .map(StreamSupervisorStatus::taskGroups)
                    .orElse(List.of())
                    .stream()
                    .flatMap(group -> group.generations().stream())
                    .anyMatch(
                        generation ->
                            generation.state() == State.READING && generation.startedAt() != null));
  }

  /** A task that was paused before its first poll has read nothing: then it is let read again. */
  private static void suspendOnceItHasRead(TestCluster test, Supervisor supervisor) {
    until(
        "what was read is published",
        () -> {
          if ("SUSPENDED".equals(state(supervisor))) {
            supervisor.editSpec(spec -> spec.put("suspend", false));
          }
          untilATaskReads(test, supervisor);
          supervisor.editSpec(spec -> spec.put("suspend", true));
          until("it is suspended", () -> "SUSPENDED".equals(state(supervisor)));
          until("no task runs", () -> test.livePods(supervisor).isEmpty());
          return sum(supervisor.offsets()) > 0;
        });
  }

  private static long sum(Map<String, Long> positions) {
    return positions.values().stream().mapToLong(Long::longValue).sum();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> properties(Map<String, Object> spec, String name) {
    return (Map<String, Object>) Objects.requireNonNull(spec.get(name));
  }

  private static String state(Supervisor supervisor) {
    return supervisor.status().map(StreamSupervisorStatus::state).orElse("");
  }

  private static boolean isFalse(Supervisor supervisor, String type) {
    return conditions(supervisor, type).stream()
        .anyMatch(condition -> "False".equals(condition.getStatus()));
  }

  private static String message(Supervisor supervisor, String type) {
    return conditions(supervisor, type).getFirst().getMessage();
  }

  private static List<Condition> conditions(Supervisor supervisor, String type) {
    return supervisor.status().map(StreamSupervisorStatus::conditions).orElse(List.of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .toList();
  }

  private static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
