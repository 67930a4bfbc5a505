package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.EventTotals;
import io.millrace.quickstart.proof.Ledger;
import io.millrace.quickstart.proof.LedgerAudit;
import io.millrace.quickstart.proof.PublishedSegments;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failure cases 20, 37 and 40: what a user does to a supervisor while it runs. */
class SupervisorLifeTest {

  private static final int PARTITIONS = 2;

  @Test
  void invalidEditHarmsNothingThatRuns() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("edited", PARTITIONS, 1, "PT12S");
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    try (EventProducer producer = test.produce("edited", PARTITIONS, 2_000, 500)) {
      watch.untilATaskReads();

      supervisor.editSpec("ioConfig", io -> io.put("useEarliestOfset", true));

      watch.until("the edit is refused", () -> isRefused(watch));
      assertThat(watch.message("SpecAccepted")).contains("useEarliestOfset", "useEarliestOffset");
      watch.untilAllIsCommitted(producer);
      assertThat(List.of("TaskReplaced", "PodFailed", "TaskFailed", "TaskUnreachable"))
          .as("no task was disturbed")
          .allSatisfy(reason -> assertThat(watch.events(reason)).isEmpty());

      supervisor.editSpec("ioConfig", io -> io.remove("useEarliestOfset"));

      watch.until("the spec is accepted again", () -> !isRefused(watch));
      watch.provenExact(producer);
    } finally {
      supervisor.delete();
    }
  }

  @Test
  void suspendedSupervisorPublishesAndResumesWhereItWas() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("suspended", PARTITIONS, 1, "PT5M");
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    try (EventProducer producer = test.produce("suspended", PARTITIONS, 40_000, 500)) {
      suspendOnceItHasRead(watch);

      supervisor.editSpec(spec -> spec.put("suspend", false));
      watch.untilATaskReads();
      producer.finish();
      watch.until("all events are produced", producer::isFinished);
      supervisor.editSpec(spec -> spec.put("suspend", true));

      watch.until(
          "everything is published",
          () -> test.livePods(supervisor).isEmpty() && "SUSPENDED".equals(watch.state()));
      Ledger ledger = supervisor.ledger();
      LedgerAudit.Finding finding = LedgerAudit.of(ledger);
      EventTotals published = PublishedSegments.totals(ledger.segments(), supervisor.segments());
      assertThat(finding.problems()).isEmpty();
      assertThat(published.rows())
          .isEqualTo(finding.counters().records())
          .isEqualTo(SupervisorWatch.sum(finding.positions()));
    } finally {
      supervisor.delete();
    }
  }

  @Test
  void deletionPublishesWhatWasReadAndLeavesNothingBehind() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise("deleted", PARTITIONS, 1, "PT5M");
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    try (EventProducer producer = test.produce("deleted", PARTITIONS, 3_000, 0)) {
      watch.untilATaskReads();
      watch.until("all events are produced", producer::isFinished);

      supervisor.delete();

      watch.untilGone();
      Ledger ledger = supervisor.ledger();
      LedgerAudit.Finding finding = LedgerAudit.of(ledger);
      assertThat(finding.problems()).isEmpty();
      assertThat(PublishedSegments.totals(ledger.segments(), supervisor.segments()).rows())
          .isEqualTo(finding.counters().records())
          .isEqualTo(SupervisorWatch.sum(finding.positions()));
      watch.until(
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

  /** A task that was paused before its first poll has read nothing: then it is let read again. */
  private static void suspendOnceItHasRead(SupervisorWatch watch) {
    Supervisor supervisor = watch.supervisor();
    watch.until(
        "what was read is published",
        () -> {
          if ("SUSPENDED".equals(watch.state())) {
            supervisor.editSpec(spec -> spec.put("suspend", false));
          }
          watch.untilATaskReads();
          supervisor.editSpec(spec -> spec.put("suspend", true));
          watch.until("it is suspended", () -> "SUSPENDED".equals(watch.state()));
          watch.until("no task runs", () -> watch.test().livePods(supervisor).isEmpty());
          return SupervisorWatch.sum(supervisor.offsets()) > 0;
        });
  }

  private static boolean isRefused(SupervisorWatch watch) {
    return watch
        .condition("SpecAccepted")
        .filter(condition -> "False".equals(condition.getStatus()))
        .isPresent();
  }
}
