package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 1, 7, 11, 16, 34, 41, 42 and 48, with real processes: SIGKILL of tasks and of the
 * operator at each step of a publish, over several rollovers.
 */
class KilledProcessesTest {

  private static final String NAME = "killed";
  private static final int PARTITIONS = 8;
  private static final int TASKS = 2;
  private static final int ROLLOVERS = 4;

  @Test
  void eachEventIsPublishedOnceWhateverIsKilled() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Supervisor supervisor = test.supervise(NAME, PARTITIONS, TASKS, "PT20S");
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    Killer kill = new Killer(test, supervisor);
    try (EventProducer producer = test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 1_000)) {
      kill.aReadingTask();
      kill.aPublishingTaskBeforeItsManifest();
      kill.aPublishingTaskAfterItsManifest();
      kill.theOperatorBetweenManifestAndCommit();
      kill.theOperatorBetweenCommitAndLedgerEntry();
      kill.theOperatorBetweenLedgerEntryAndAcknowledgement();
      watch.until("rollovers", () -> supervisor.ledger().manifests().size() >= TASKS * ROLLOVERS);
      producer.finish();

      watch.untilAllIsCommitted(producer);
      Proof proof = watch.provenExact(producer);
      assertThat(proof.finding().manifests()).isGreaterThanOrEqualTo(TASKS * ROLLOVERS);
    } finally {
      test.cluster().operator().release();
      supervisor.delete();
    }
  }
}
