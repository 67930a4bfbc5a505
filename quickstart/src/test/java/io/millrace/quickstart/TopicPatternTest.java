package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.events.EventTally;
import io.millrace.quickstart.events.WikipediaEvent;
import io.millrace.quickstart.events.WikipediaEvents;
import io.millrace.streams.testing.KafkaTopics;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 3, 5 and 18 with several topics: one appears while others are read, and one is
 * deleted.
 */
class TopicPatternTest {

  private static final String NAME = "several-topics";
  private static final String EU = NAME + "-eu";
  private static final String US = NAME + "-us";
  private static final String ASIA = NAME + "-asia";
  private static final int EVENTS = 1_000;

  private final EventTally tally = new EventTally();
  private final WikipediaEvents events = new WikipediaEvents(5, Instant.now());
  private final Map<String, Long> ends = new TreeMap<>();
  private long produced;

  @Test
  void aTopicThatAppearsIsReadAndOneThatIsDeletedStopsNoOther() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    KafkaTopics topics = test.cluster().broker().topics();
    topics.create(EU, 2);
    topics.create(US, 1);
    topics.create("not-" + EU, 1);
    produce(topics, EU, 2);
    produce(topics, US, 1);
    SupervisorManifest manifest =
        test.sample(NAME, 1, "PT5S")
            .readingTopics(NAME + "-[a-z]+")
            .with("/spec", "deletionPolicy", "Discard")
            .with("/spec/tuningConfig", "offsetFetchPeriod", "PT5S");
    SupervisorWatch watch = new SupervisorWatch(test, test.cluster().apply(manifest));
    try {
      watch.until("both topics are committed", () -> watch.supervisor().offsets().equals(ends));

      topics.create(ASIA, 1);
      produce(topics, ASIA, 1);
      watch.until("the third is too", () -> watch.supervisor().offsets().equals(ends));
      watch.provenExact(tally.totals(), ends, 0);

      topics.delete(US);
      watch.untilCondition("Degraded", "True", "TopicChanged");
      assertThat(watch.message("Degraded")).contains(US + " is gone");
      produce(topics, EU, 2);
      watch.until("the others are read on", () -> watch.supervisor().offsets().equals(ends));
      watch.provenExact(tally.totals(), ends, 0);
    } finally {
      watch.supervisor().delete();
    }
  }

  private void produce(KafkaTopics topics, String topic, int partitions) {
    try (Producer<byte[], byte[]> producer = topics.producer()) {
      for (int number = 0; number < EVENTS; number++) {
        WikipediaEvent event = events.event(produced++);
        int partition = number % partitions;
        var unused = producer.send(new ProducerRecord<>(topic, partition, null, event.json()));
        tally.add(event);
        ends.merge(topic + ":" + partition, 1L, Long::sum);
      }
      producer.flush();
    }
  }
}
