package io.millrace.runner.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.ThreadScheduler;
import io.millrace.runner.Assignments;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.Attempts;
import io.millrace.runner.loop.Backoff;
import io.millrace.runner.loop.EventTimes;
import io.millrace.runner.loop.StreamAccess;
import io.millrace.runner.loop.Surroundings;
import io.millrace.runner.loop.TaskLoop;
import io.millrace.runner.loop.TaskSettings;
import io.millrace.runner.metrics.RowStatistics;
import io.millrace.runner.metrics.TaskMetrics;
import io.millrace.segments.InvalidSchemaException;
import io.millrace.segments.SegmentBuilders;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.testing.FakeStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A task in this process, in real time, behind a real socket. */
record ServedTask(
    FakeStream stream, TaskAddress address, TaskServer server, ThreadScheduler scheduler)
    implements AutoCloseable {

  /** So long that whatever ends a poll sooner was not its timeout. */
  static final Duration POLL_TIMEOUT = Duration.ofMinutes(10);

  private static final String TOKEN = "token";

  static ServedTask start(Path folder) throws IOException {
    return start(folder, () -> {});
  }

  /**
   * @param warmUp what it does before it is ready
   */
  static ServedTask start(Path folder, Runnable warmUp) throws IOException {
    FakeStream stream = new FakeStream("events", 2);
    ThreadScheduler scheduler = ThreadScheduler.onPlatformThreads("served");
    SegmentBuilders builders = builders(scheduler);
    Attempt attempt = Attempts.attempt();
    TaskLoop loop =
        new TaskLoop(
            new Surroundings(
                attempt,
                settings(),
                access(stream),
                warmUp,
                builders,
                new FakeDeepStorage(),
                folder,
                () -> UUID.randomUUID().toString(),
                scheduler),
            last -> {});
    TaskServer server =
        TaskServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new TaskEndpoints(
                loop,
                new RowStatistics(() -> loop.board().report().counters()),
                new TaskMetrics(
                    () -> loop.board().report(), "events", "events", attempt.podName(), "2"),
                builders::savedParseErrors,
                TOKEN,
                attempt.podUid(),
                attempt.podName(),
                scheduler.instant()));
    loop.start();
    return new ServedTask(
        stream,
        TaskAddress.http(
            server.address().getAddress().getHostAddress(),
            server.address().getPort(),
            attempt.podUid(),
            TOKEN),
        server,
        scheduler);
  }

  Assignments standby() {
    return Assignments.standby(3, 4, "fake-cluster{events=events-1}");
  }

  @Override
  public void close() {
    server.close();
    scheduler.close();
  }

  private static StreamAccess access(FakeStream stream) {
    return new StreamAccess() {
      @Override
      public StreamReader reader() {
        return stream.reader();
      }

      @Override
      public StreamMetadata metadata() {
        return stream.metadata();
      }
    };
  }

  private static SegmentBuilders builders(ThreadScheduler scheduler) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try {
      return SegmentBuilders.of(
          mapper.readTree(
              """
              {"dataSource": "events",
               "timestampSpec": {"column": "time", "format": "iso"},
               "dimensionsSpec": {"dimensions": ["page"]}}
              """),
          mapper.readTree("{\"type\": \"json\"}"),
          mapper.readTree("{\"maxSavedParseExceptions\": 5}"),
          scheduler,
          scheduler);
    } catch (InvalidSchemaException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TaskSettings settings() {
    return new TaskSettings(
        "events",
        true,
        1_000_000,
        1_000_000,
        Duration.ofDays(1),
        new EventTimes(Duration.ofHours(1), Duration.ofMinutes(10)),
        POLL_TIMEOUT,
        Duration.ZERO,
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)));
  }
}
