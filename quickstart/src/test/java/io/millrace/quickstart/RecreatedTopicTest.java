package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.crds.v1alpha1.status.GenerationStatus.State;
import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.events.EventTotals;
import io.millrace.streams.testing.KafkaTopics;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 5, 46 and 56: a topic is deleted under a running supervisor, created again and
 * grows past the old positions.
 */
class RecreatedTopicTest {

  private static final String NAME = "topic-recreated";
  private static final int PARTITIONS = 2;
  private static final int OLD_EVENTS = 2_000;
  private static final int NEW_EVENTS = 5_000;

  /**
   * What the old topic held.
   *
   * @param totals of its events
   * @param ends position after the last event of each partition
   */
  private record OldTopic(EventTotals totals, Map<String, Long> ends) {}

  @Test
  void stopsLoudlyAndNeitherMixesNorContinuesTheTwoTopics() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    test.cluster().broker().topics().create(NAME, PARTITIONS);
    SupervisorManifest manifest =
        test.sample(NAME, 1, "PT3S")
            .with("/spec", "deletionPolicy", "Discard")
            .with("/spec/ioConfig", "period", "PT2S")
            .with("/spec/tuningConfig", "offsetFetchPeriod", "PT5S");
    SupervisorWatch watch = new SupervisorWatch(test, test.cluster().apply(manifest));
    try {
      OldTopic old = publishAll(watch);

      replaceTopic(test);

      assertStopped(watch, old);
      watch.supervisor().delete();
      watch.untilGone();
      assertRefused(new SupervisorWatch(test, test.cluster().apply(manifest)), old);
    } finally {
      watch.supervisor().delete();
    }
  }

  private static OldTopic publishAll(SupervisorWatch watch) {
    try (EventProducer producer = watch.test().produce(NAME, PARTITIONS, OLD_EVENTS, 500)) {
      watch.untilAllIsCommitted(producer);
      return new OldTopic(producer.totals(), TestCluster.ends(producer));
    }
  }

  private static void replaceTopic(TestCluster test) {
    KafkaTopics topics = test.cluster().broker().topics();
    topics.delete(NAME);
    topics.create(NAME, PARTITIONS);
    try (EventProducer producer = test.produce(NAME, PARTITIONS, NEW_EVENTS, 0)) {
      await("the new topic has outgrown the old one")
          .atMost(SupervisorWatch.LIMIT)
          .until(producer::isFinished);
    }
  }

  private static void assertStopped(SupervisorWatch watch, OldTopic old) throws Exception {
    watch.untilCondition("Stalled", "True", "StreamChanged");
    assertThat(watch.message("Stalled"))
        .contains("deleted and created again", "use a new supervisor");
    watch.untilCondition("Ready", "False", "StreamChanged");
    watch.untilState("UNHEALTHY_SUPERVISOR");
    assertThat(watch.events("StreamChanged")).isNotEmpty();
    watch.until(
        "no task reads", () -> watch.test().tasks(watch.supervisor(), State.READING).isEmpty());
    assertThat(watch.supervisor().offsets()).isEqualTo(old.ends());
    watch.provenExact(old.totals(), old.ends(), 0);
  }

  /** The same name is no leave to go on: the positions are those of the old topic. */
  private static void assertRefused(SupervisorWatch watch, OldTopic old) throws Exception {
    watch.untilCondition("Stalled", "True", "LedgerOwnedByOther");
    assertThat(watch.message("Stalled")).contains("holds positions of stream", "Use another name");
    watch.untilEvent("LedgerOwnedByOther", watch.message("Stalled"));
    assertThat(watch.test().livePods(watch.supervisor())).isEmpty();
    assertThat(watch.supervisor().offsets()).isEmpty();
    watch.provenExact(old.totals(), old.ends(), 0);
    watch.supervisor().delete();
    watch.untilGone();
  }
}
