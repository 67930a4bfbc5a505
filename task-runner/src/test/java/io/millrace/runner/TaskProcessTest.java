package io.millrace.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.DeepStorageSettings;
import io.millrace.deepstorage.DeepStorages;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.Report;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.protocol.TaskState;
import io.millrace.protocol.TaskVariables;
import io.millrace.segments.SegmentReader;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.kafka.KafkaClientSettings;
import io.millrace.streams.kafka.KafkaStream;
import io.millrace.streams.testing.KafkaBroker;
import io.millrace.streams.testing.KafkaBrokerSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process, against a real broker and a directory as deep storage. */
class TaskProcessTest {

  private static final int ROWS = 3_000;
  private static final long SUM = (long) ROWS * (ROWS - 1) / 2;
  private static final Map<String, String> START = Map.of("0", "0", "1", "0");
  private static final Map<String, String> END =
      Map.of("0", Integer.toString(ROWS / 2), "1", Integer.toString(ROWS / 2));

  @TempDir private static Path brokerFolder;
  private static KafkaBroker broker;

  @TempDir private Path folder;

  @BeforeAll
  static void startBroker() throws IOException {
    broker = KafkaBrokerSetup.in(brokerFolder).start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void rowsInTheTopicBecomeRowsInSegmentsExactlyOnce() throws Exception {
    TaskFiles files = produced("exact", "{\"maxRowsPerSegment\": 1000, \"maxRowsInMemory\": 400}");
    try (RunningTask task = RunningTask.start(files)) {
      task.awaitReport(report -> report.state() == TaskState.READY);
      Assignments assignments = Assignments.standby(1, 1, identity("exact")).start(START).end(END);
      task.assign(assignments.current());

      Report prepared = task.awaitReport(report -> report.state() == TaskState.PREPARED);

      assertThat(prepared.prepared()).as("checkpoints at the row limit").hasSizeGreaterThan(1);
      assertThat(prepared.positions()).isEqualTo(END);
      assertThat(prepared.counters().processed()).isEqualTo(ROWS);
      List<Manifest> manifests = manifests(files);
      assertThat(manifests).hasSameSizeAs(prepared.prepared());
      assertThat(segments(manifests)).isEqualTo(new Contents(ROWS, SUM));

      task.assign(assignments.committing(prepared).current());
      assertThat(task.awaitExit()).isZero();
    }
  }

  @Test
  void onSigtermTheTaskPreparesWhatItReadAndEndsWithStatusZero() throws Exception {
    TaskFiles files = produced("drained", "{}");
    try (RunningTask task = RunningTask.start(files)) {
      task.awaitReport(report -> report.state() == TaskState.READY);
      Assignments assignments = Assignments.standby(1, 1, identity("drained")).start(START);
      task.assign(assignments.current());
      task.awaitReport(report -> report.counters().records() == ROWS);

      task.terminate();
      Report drained = task.awaitReport(report -> report.state() == TaskState.PREPARED);

      assertThat(drained.draining()).isTrue();
      assertThat(drained.positions()).isEqualTo(END);
      assertThat(segments(manifests(files))).isEqualTo(new Contents(ROWS, SUM));
      task.assign(assignments.committing(drained).current());
      assertThat(task.awaitExit()).isZero();
    }
  }

  @Test
  void withoutAnyAcknowledgementADrainedTaskEndsWithinItsGracePeriod() throws Exception {
    TaskFiles files = produced("left-alone", "{}").with(TaskVariables.GRACE_SECONDS, "16");
    try (RunningTask task = RunningTask.start(files)) {
      task.awaitReport(report -> report.state() == TaskState.READY);
      task.assign(Assignments.standby(1, 1, identity("left-alone")).start(START).current());
      task.awaitReport(report -> report.counters().records() == ROWS);

      task.terminate();

      assertThat(task.awaitExit()).isZero();
      assertThat(segments(manifests(files))).isEqualTo(new Contents(ROWS, SUM));
    }
  }

  @Test
  void aWarmStandbyThatIsAskedToEndDoesSoAtOnce() throws Exception {
    TaskFiles files = produced("standby", "{}");
    try (RunningTask task = RunningTask.start(files)) {
      task.awaitReport(report -> report.state() == TaskState.READY);

      task.terminate();

      assertThat(task.awaitExit()).isZero();
      assertThat(manifests(files)).isEmpty();
      assertThat(task.log())
          .doesNotContain("warm-up failed", "for practice")
          .doesNotContain(TaskFiles.TOKEN);
    }
  }

  @Test
  void aKilledTaskLeavesNothingThatIsVisibleHalfWay() throws Exception {
    TaskFiles files = produced("killed", "{\"maxRowsPerSegment\": 300}");
    try (RunningTask task = RunningTask.start(files)) {
      task.awaitReport(report -> report.state() == TaskState.READY);
      task.assign(Assignments.standby(1, 1, identity("killed")).start(START).end(END).current());
      await().atMost(RunningTask.LIMIT).until(() -> !manifests(files).isEmpty());

      task.kill();

      List<Manifest> left = manifests(files);
      long rows = left.stream().mapToLong(manifest -> manifest.counters().processed()).sum();
      assertThat(segments(left).rows()).isEqualTo(rows).isPositive();
    }
  }

  @Test
  void aSecondProcessOfOnePodEndsAtOnceAndTheFirstGoesOn() throws Exception {
    TaskFiles files = produced("twice", "{}");
    TaskFiles again =
        new TaskFiles(folder.resolve("again"))
            .withSpec(TaskFiles.spec(broker.bootstrapServers(), "twice", "{}"))
            .with(TaskVariables.WORK_DIR, folder.resolve("work").toString());
    try (RunningTask task = RunningTask.start(files)) {
      task.awaitReport(report -> report.state() == TaskState.READY);

      try (RunningTask second = RunningTask.start(again)) {
        assertThat(second.awaitExit()).isEqualTo(78);
      }

      assertThat(again.terminationLog()).content().contains("is used by another process");
      task.assign(Assignments.standby(1, 1, identity("twice")).start(START).end(END).current());
      task.awaitReport(report -> report.state() == TaskState.PREPARED);
      assertThat(segments(manifests(files))).isEqualTo(new Contents(ROWS, SUM));
    }
  }

  @Test
  void allMistakesInTheConfigurationAreToldTogether() throws Exception {
    TaskFiles files =
        new TaskFiles(folder)
            .without(TaskVariables.POD_UID)
            .with(TaskVariables.GENERATION, "first")
            .withSpec("{\"type\": \"kafka\", \"ioConfig\": 7}");
    try (RunningTask task = RunningTask.start(files)) {
      assertThat(task.awaitExit()).isEqualTo(78);
      assertThat(files.terminationLog())
          .content()
          .contains("3 problem(s)", "MILLRACE_POD_UID is not set", "MILLRACE_GENERATION is 'first'")
          .contains("spec.json is not the spec of a StreamSupervisor");
    }
  }

  @Test
  void anUnusableSpecIsToldWithThePathOfTheProperty() throws Exception {
    TaskFiles files =
        new TaskFiles(folder)
            .withSpec(
                TaskFiles.spec("127.0.0.1:1", "t", "{}")
                    .replace("\"type\": \"count\"", "\"type\": \"counts\""));
    try (RunningTask task = RunningTask.start(files)) {
      assertThat(task.awaitExit()).isEqualTo(78);
      assertThat(files.terminationLog()).content().contains("dataSchema.metricsSpec[0]");
    }
  }

  private TaskFiles produced(String topic, String tuningConfig) throws IOException {
    broker.topics().create(topic, 2);
    for (int partition = 0; partition < 2; partition++) {
      int remainder = partition;
      broker
          .topics()
          .append(
              topic,
              partition,
              IntStream.range(0, ROWS)
                  .filter(number -> number % 2 == remainder)
                  .mapToObj(TaskFiles::record)
                  .toList());
    }
    return new TaskFiles(folder)
        .withSpec(TaskFiles.spec(broker.bootstrapServers(), topic, tuningConfig));
  }

  private static String identity(String topic) throws Exception {
    try (StreamMetadata metadata =
        KafkaStream.metadata(KafkaClientSettings.forTopic(topic, broker.clientProperties()))) {
      return metadata.describe().identity(metadata.describe().partitions());
    }
  }

  private static List<Manifest> manifests(TaskFiles files)
      throws DeepStorageException, IOException {
    List<Manifest> manifests = new ArrayList<>();
    try (DeepStorage storage =
        DeepStorages.open(new DeepStorageSettings.Local(files.deepStorage()))) {
      for (String path : storage.list("ns/clicks/prepared/")) {
        manifests.add(ProtocolJson.read(storage.read(path).orElseThrow(), Manifest.class));
      }
    }
    return manifests;
  }

  private static Contents segments(List<Manifest> manifests) throws IOException {
    Contents sum = new Contents(0, 0);
    for (Manifest manifest : manifests) {
      for (SegmentDescriptor segment : manifest.segments()) {
        Path path = Path.of(Objects.toString(segment.loadSpec().get("path")));
        assertThat(Files.isDirectory(path)).isTrue();
        try (SegmentReader reader = SegmentReader.open(path)) {
          assertThat(reader.rows()).isEqualTo(segment.totalRows());
          sum = new Contents(sum.rows() + reader.rows(), sum.sum() + reader.sum("n"));
        }
      }
    }
    return sum;
  }

  /** What segments hold: rows, and the sum of one column. */
  private record Contents(long rows, long sum) {}
}
