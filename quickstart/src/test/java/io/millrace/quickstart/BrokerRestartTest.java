package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.streams.testing.KafkaBroker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The brokers go away under running tasks, and come back. */
class BrokerRestartTest {

  private static final String NAME = "broker-restarted";
  private static final int PARTITIONS = 2;

  @Test
  void tasksReadOnAndTheStateTellsOfTheOutage() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    KafkaBroker broker = test.cluster().broker();
    broker.topics().create(NAME, PARTITIONS);
    Supervisor supervisor =
        test.cluster()
            .apply(
                test.sample(NAME, 1, "PT1H")
                    .with("/spec/ioConfig", "period", "PT2S")
                    .with("/spec/tuningConfig", "offsetFetchPeriod", "PT2S"));
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    try (EventProducer producer = test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 300)) {
      watch.untilATaskReads();
      List<String> reading = test.livePods(supervisor);

      broker.kill();

      watch.untilCondition("StreamReachable", "False", "StreamUnreachable");
      assertThat(watch.message("StreamReachable")).contains(broker.bootstrapServers());
      watch.untilState("LOST_CONTACT_WITH_STREAM");
      assertThat(watch.state()).isEqualTo("UNHEALTHY_SUPERVISOR");
      assertThat(watch.condition("Ready").orElseThrow().getReason()).isEqualTo("StreamUnreachable");
      assertThat(watch.events("StreamUnreachable")).isNotEmpty();
      assertThat(test.livePods(supervisor)).containsAll(reading);

      broker.restart();

      watch.untilCondition("StreamReachable", "True", "StreamReachable");
      watch.untilState("RUNNING");
      watch.untilCondition("Ready", "True", "Running");
      producer.finish();
      supervisor.editSpec("ioConfig", io -> io.put("taskDuration", "PT2S"));
      watch.untilAllIsCommitted(producer);
      watch.provenExact(producer);
      assertThat(watch.events("PodFailed")).isEmpty();
      assertThat(watch.events("AttemptSuperseded")).isEmpty();
    } finally {
      if (!broker.isRunning()) {
        broker.restart();
      }
      supervisor.delete();
    }
  }
}
