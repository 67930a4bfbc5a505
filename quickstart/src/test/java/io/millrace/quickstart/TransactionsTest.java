package io.millrace.quickstart;

import static org.awaitility.Awaitility.await;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventTally;
import io.millrace.quickstart.events.WikipediaEvent;
import io.millrace.quickstart.events.WikipediaEvents;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * Failure case 10, and aborted transactions: only committed rows count, and positions pass over the
 * rest.
 */
class TransactionsTest {

  private static final String NAME = "transactions";
  private static final int PARTITIONS = 2;
  private static final int BATCH = 100;
  private static final int BATCHES = 30;

  @Test
  void onlyCommittedRowsArePublishedAndLagComesDownToZero() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    test.cluster().broker().topics().create(NAME, PARTITIONS);
    Supervisor supervisor =
        test.cluster()
            .apply(
                test.sample(NAME, 1, "PT3S")
                    .with("/spec/tuningConfig", "offsetFetchPeriod", "PT5S"));
    SupervisorWatch watch = new SupervisorWatch(test, supervisor);
    try {
      EventTally committed = produce(test);
      Map<String, Long> ends = stableEnds(test);

      watch.until("all positions are committed", () -> supervisor.offsets().equals(ends));
      watch.until("no lag", () -> lag(supervisor) == 0);

      watch.provenExact(committed.totals(), ends, 0);
    } finally {
      supervisor.delete();
    }
  }

  /**
   * Every third transaction is aborted, the last one too, so that the end of the partition holds
   * nothing to be read.
   */
  private static EventTally produce(TestCluster test) {
    EventTally committed = new EventTally();
    WikipediaEvents events = new WikipediaEvents(3, Instant.now());
    try (Producer<byte[], byte[]> producer =
        test.cluster().broker().topics().transactionalProducer(NAME)) {
      for (int batch = 0; batch < BATCHES; batch++) {
        boolean aborted = batch % 3 == 2;
        producer.beginTransaction();
        for (int i = 0; i < BATCH; i++) {
          WikipediaEvent event = events.event((long) batch * BATCH + i);
          var unused =
              producer.send(new ProducerRecord<>(NAME, i % PARTITIONS, null, event.json()));
          if (!aborted) {
            committed.add(event);
          }
        }
        producer.flush();
        if (aborted) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }
    return committed;
  }

  /** A transaction is over for its producer before each partition says so. */
  private static Map<String, Long> stableEnds(TestCluster test) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", test.cluster().broker().bootstrapServers()))) {
      await("all transactions are over")
          .atMost(SupervisorWatch.LIMIT)
          .until(
              () ->
                  ends(admin, IsolationLevel.READ_COMMITTED)
                      .equals(ends(admin, IsolationLevel.READ_UNCOMMITTED)));
      return ends(admin, IsolationLevel.READ_COMMITTED);
    }
  }

  private static Map<String, Long> ends(Admin admin, IsolationLevel isolation) throws Exception {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    for (int partition : List.of(0, 1)) {
      question.put(new TopicPartition(NAME, partition), OffsetSpec.latest());
    }
    Map<String, Long> ends = new HashMap<>();
    admin
        .listOffsets(question, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .forEach(
            (partition, end) -> ends.put(Integer.toString(partition.partition()), end.offset()));
    return ends;
  }

  private static long lag(Supervisor supervisor) {
    return supervisor
        .status()
        .map(StreamSupervisorStatus::lag)
        .map(lag -> lag.records())
        .orElse(-1L);
  }
}
