package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.Report;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.protocol.TaskState;
import io.millrace.protocol.VirtualScheduler;
import io.millrace.runner.Assignments;
import io.millrace.runner.life.Attempts;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Verdict;
import io.millrace.segments.InvalidSchemaException;
import io.millrace.segments.SegmentBuilders;
import io.millrace.segments.SegmentReader;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.testing.FakeStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One task in virtual time, with a stream and a deep storage in memory, and real segments. */
final class TaskBench {

  static final Duration LIMIT = Duration.ofMinutes(10);
  static final Duration DRAIN_TIME = Duration.ofMinutes(4);

  final VirtualScheduler time = new VirtualScheduler();
  final FakeStream stream = new FakeStream("events", 2);
  final FakeDeepStorage storage = new FakeDeepStorage();
  final WatchedAccess access = new WatchedAccess(stream);
  final SettableClock clock = new SettableClock(time);
  final TaskLoop loop;
  private final Path folder;
  private final AtomicInteger uuids = new AtomicInteger();
  private IntConsumer beforePush = number -> {};
  private Assignments assignments;
  private @Nullable LifeCycle last;

  TaskBench(Path folder) {
    this(folder, Options.usual());
  }

  TaskBench(Path folder, Options options) {
    this.folder = folder;
    assignments = Assignments.standby(3, 4, identity());
    loop =
        new TaskLoop(
            new Surroundings(
                Attempts.attempt(),
                options.settings(),
                access,
                () -> {},
                builders(options.tuningConfig()),
                storage,
                folder.resolve("scratch"),
                this::nextUuid,
                clock),
            this::ended);
  }

  /** A record whose row falls into the {@code hour}-th hour. */
  static String row(int hour, int number) {
    return "{\"time\": \"2026-01-01T%02d:00:00Z\", \"page\": \"p\", \"n\": %d}"
        .formatted(hour, number);
  }

  TaskBench ready() {
    loop.start();
    awaitState(TaskState.READY);
    return this;
  }

  /** Lets it read from the beginning. */
  TaskBench reading() {
    ready();
    assign(assignments.start(Map.of("0", "0", "1", "0")));
    awaitState(TaskState.READING);
    return this;
  }

  Assignments assignments() {
    return assignments;
  }

  void assign(Assignments next) {
    assignments = next;
    assertThat(loop.assignments().offer(next.current(), time.instant()))
        .isEqualTo(new Verdict.Accepted());
  }

  Report report() {
    return loop.board().report();
  }

  Report awaitState(TaskState state) {
    return awaitReport(report -> report.state() == state);
  }

  Report awaitReport(Predicate<Report> hope) {
    assertThat(time.runUntil(() -> hope.test(report()), LIMIT))
        .as(() -> "hoped for in time, but the report is " + report())
        .isTrue();
    return report();
  }

  void advance(Duration duration) {
    time.advance(duration);
  }

  /** The state that it ended in; empty while it lives. */
  Optional<LifeCycle> last() {
    return Optional.ofNullable(last);
  }

  List<String> manifests() {
    return storage.files().keySet().stream()
        .filter(path -> path.startsWith("ns/events/prepared/"))
        .toList();
  }

  /** What happens right before a segment is pushed, which is told as number from 1 on. */
  void beforePush(IntConsumer happens) {
    beforePush = happens;
  }

  /** Sum of the column {@code n} over all segments of a manifest. */
  long sum(Manifest manifest) throws IOException {
    long sum = 0;
    for (SegmentDescriptor segment : manifest.segments()) {
      String key = String.valueOf(segment.loadSpec().get("key"));
      Path copy = Files.createTempDirectory(folder, "segment-");
      for (Map.Entry<String, byte[]> file :
          storage.pushed(key.replace("/index.zip", "")).entrySet()) {
        Files.write(copy.resolve(file.getKey()), file.getValue());
      }
      try (SegmentReader reader = SegmentReader.open(copy)) {
        sum += reader.sum("n");
      }
    }
    return sum;
  }

  long pushes() {
    return storage.calls().stream().filter(call -> call.startsWith("push ")).count();
  }

  private void ended(LifeCycle life) {
    assertThat(last).as("the end is told once").isNull();
    last = life;
  }

  private String nextUuid() {
    int number = uuids.incrementAndGet();
    beforePush.accept(number);
    return "uuid-" + number;
  }

  /** The identity of the stream as it is now. */
  String identity() {
    try (StreamMetadata metadata = stream.metadata()) {
      return metadata.describe().identity(List.of(new PartitionId("0"), new PartitionId("1")));
    } catch (StreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private SegmentBuilders builders(String tuningConfig) {
    try {
      ObjectMapper mapper = new ObjectMapper();
      return SegmentBuilders.of(
          mapper.readTree(
              """
              {"dataSource": "events",
               "timestampSpec": {"column": "time", "format": "iso"},
               "dimensionsSpec": {"dimensions": ["page"]},
               "metricsSpec": [{"type": "longSum", "name": "n", "fieldName": "n"}],
               "granularitySpec": {"segmentGranularity": "HOUR", "rollup": false}}
              """),
          mapper.readTree("{\"type\": \"json\"}"),
          tuningConfig.isEmpty() ? MissingNode.getInstance() : mapper.readTree(tuningConfig),
          Runnable::run,
          clock);
    } catch (InvalidSchemaException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a test chooses. */
  record Options(TaskSettings settings, String tuningConfig) {

    static Options usual() {
      return new Options(settings(1_000_000, Duration.ofDays(100)), "");
    }

    static Options cuttingAt(long rows) {
      return new Options(settings(rows, Duration.ofDays(100)), "");
    }

    static Options cuttingAt(long rows, String tuningConfig) {
      return new Options(settings(rows, Duration.ofDays(100)), tuningConfig);
    }

    static Options cuttingEvery(Duration period) {
      return new Options(settings(1_000_000, period), "");
    }

    /** Alone or not, with generations of an hour, and events accepted that much early. */
    static Options accepting(boolean alone, Duration early) {
      TaskSettings usual = settings(1_000_000, Duration.ofDays(1));
      return new Options(
          new TaskSettings(
              usual.dataSource(),
              alone,
              usual.maxRowsPerSegment(),
              usual.maxTotalRows(),
              usual.sequencePeriod(),
              new EventTimes(Duration.ofHours(1), early),
              usual.pollTimeout(),
              usual.idlePause(),
              usual.drainTime(),
              usual.identityCheckPeriod(),
              usual.backoff()),
          "");
    }

    /** With another replica, which decides with it where sequences are cut. */
    static Options replicated(long rows) {
      TaskSettings alone = settings(rows, Duration.ofMinutes(1));
      return new Options(
          new TaskSettings(
              alone.dataSource(),
              false,
              alone.maxRowsPerSegment(),
              alone.maxTotalRows(),
              alone.sequencePeriod(),
              alone.eventTimes(),
              alone.pollTimeout(),
              alone.idlePause(),
              alone.drainTime(),
              alone.identityCheckPeriod(),
              alone.backoff()),
          "");
    }

    static Options cutting(long rowsPerSegment, long totalRows, Duration period) {
      TaskSettings usual = settings(rowsPerSegment, period);
      return new Options(
          new TaskSettings(
              usual.dataSource(),
              true,
              rowsPerSegment,
              totalRows,
              period,
              usual.eventTimes(),
              usual.pollTimeout(),
              usual.idlePause(),
              usual.drainTime(),
              usual.identityCheckPeriod(),
              usual.backoff()),
          "");
    }

    static Options tuned(String tuningConfig) {
      return new Options(settings(1_000_000, Duration.ofDays(100)), tuningConfig);
    }

    private static TaskSettings settings(long maxRows, Duration handoffPeriod) {
      return new TaskSettings(
          "events",
          true,
          maxRows,
          20_000_000,
          handoffPeriod,
          EventTimes.FIXED,
          Duration.ZERO,
          Duration.ofMillis(50),
          DRAIN_TIME,
          Duration.ofSeconds(30),
          new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)));
    }
  }
}
