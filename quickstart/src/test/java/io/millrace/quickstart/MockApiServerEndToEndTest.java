package io.millrace.quickstart;

import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import org.junit.jupiter.api.Test;

/**
 * Failure case 36 on the mock API server: the whole path, as the quickstart takes it where there is
 * no real one.
 */
class MockApiServerEndToEndTest {

  private static final String NAME = "on-mock";
  private static final int PARTITIONS = 2;

  @Test
  void eachEventIsPublishedOnceThoughATaskAndTheOperatorAreKilled() throws Exception {
    try (TestCluster test = TestCluster.onMockOrSkipped()) {
      Supervisor supervisor = test.supervise(NAME, PARTITIONS, 1, "PT5S");
      SupervisorWatch watch = new SupervisorWatch(test, supervisor);
      Killer kill = new Killer(test, supervisor);
      try (EventProducer producer = test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 500)) {
        kill.aReadingTask();
        kill.theOperatorBetweenManifestAndCommit();
        producer.finish();

        watch.untilAllIsCommitted(producer);
        watch.provenExact(producer);
      }
    }
  }
}
