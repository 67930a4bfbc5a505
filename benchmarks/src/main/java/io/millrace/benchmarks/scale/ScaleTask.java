package io.millrace.benchmarks.scale;

import io.millrace.operator.task.TaskPod;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task by its protocol alone: it keeps up with its stream, pauses, reads up to its end, and
 * writes a manifest. It has no rows. Thread-safe.
 */
final class ScaleTask {

  private final TaskPod pod;
  private final String uid;
  private final SteadyStream stream;
  private final InstantSource clock;
  private final SortedMap<String, Long> start = new TreeMap<>();
  private final SortedMap<String, Long> reached = new TreeMap<>();
  private @Nullable Assignment assignment;
  private @Nullable Instant readingSince;
  private @Nullable Prepared prepared;
  private boolean completed;
  private @Nullable Runnable waiting;
  private long version = 1;

  ScaleTask(TaskPod pod, String uid, SteadyStream stream, InstantSource clock) {
    this.pod = pod;
    this.uid = uid;
    this.stream = stream;
    this.clock = clock;
  }

  TaskPod pod() {
    return pod;
  }

  /** What follows from an assignment for those who run the task. */
  enum Next {
    NOTHING,
    /** The end is known: what was read is to be prepared. */
    PREPARE,
    /** All is acknowledged, or it was told to stop. */
    EXIT
  }

  synchronized Next assign(Assignment next) {
    Assignment before = assignment;
    if (completed || (before != null && next.number() <= before.number())) {
      return Next.NOTHING;
    }
    readOn();
    assignment = next;
    if (readingSince == null && next.start() != null) {
      next.start().forEach((partition, offset) -> start.put(partition, Long.valueOf(offset)));
      reached.putAll(start);
      readingSince = clock.instant();
    }
    boolean acknowledged =
        prepared != null && next.committed().manifests().contains(prepared.path());
    if (acknowledged || next.stop()) {
      prepared = null;
      completed = true;
    }
    changed();
    boolean ends = next.end() != null && (before == null || before.end() == null);
    return completed ? Next.EXIT : ends ? Next.PREPARE : Next.NOTHING;
  }

  /** Writes the manifest of all that was read up to the end. */
  synchronized void prepare(MemoryStorage storage) {
    if (completed || assignment == null) {
      return;
    }
    readOn();
    SortedMap<String, String> from = new TreeMap<>();
    SortedMap<String, String> to = new TreeMap<>();
    long records = 0;
    for (Map.Entry<String, Long> entry : reached.entrySet()) {
      long begin = start.getOrDefault(entry.getKey(), 0L);
      if (entry.getValue() > begin) {
        from.put(entry.getKey(), Long.toString(begin));
        to.put(entry.getKey(), Long.toString(entry.getValue()));
        records += entry.getValue() - begin;
      }
    }
    Manifest manifest = manifest(assignment, from, to, records);
    byte[] content = ProtocolJson.write(manifest);
    String path =
        new ManifestPaths(pod.namespace(), pod.name().supervisor())
            .manifest(pod.epoch(), pod.name().group(), pod.name().generation(), from, uid);
    storage.createIfAbsent(path, content);
    prepared = new Prepared(path, ManifestPaths.digest(content), manifest);
    changed();
  }

  synchronized Report report() {
    readOn();
    Assignment given = assignment;
    SortedMap<String, String> positions = new TreeMap<>();
    reached.forEach((partition, offset) -> positions.put(partition, Long.toString(offset)));
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        uid,
        version,
        state(),
        given == null ? 0 : given.number(),
        given == null ? 0 : given.generation(),
        given != null && given.paused() ? given.number() : null,
        false,
        given == null ? null : given.start(),
        positions,
        prepared == null ? List.of() : List.of(prepared),
        null,
        null,
        1,
        RowCounters.ZERO,
        0,
        readingSince,
        List.of());
  }

  synchronized long version() {
    return version;
  }

  /**
   * Calls {@code wake} once when the version rises above {@code after}, at once if it has, unless
   * somebody else waits meanwhile.
   */
  synchronized void whenNewer(long after, Runnable wake) {
    if (version > after) {
      wake.run();
    } else {
      waiting = wake;
    }
  }

  /** Blocks until the version is above {@code after}, or {@code limit} has passed. */
  synchronized void awaitNewer(long after, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (long left = limit.toMillis();
        version <= after && left > 0;
        left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }

  private void changed() {
    version++;
    notifyAll();
    Runnable woken = waiting;
    if (woken != null) {
      waiting = null;
      woken.run();
    }
  }

  private TaskState state() {
    if (completed) {
      return TaskState.COMPLETED;
    }
    if (prepared != null) {
      return TaskState.PREPARED;
    }
    if (assignment == null || readingSince == null) {
      return TaskState.READY;
    }
    if (assignment.end() != null) {
      return TaskState.PUBLISHING;
    }
    return assignment.paused() ? TaskState.PAUSED : TaskState.READING;
  }

  private void readOn() {
    Assignment given = assignment;
    if (given == null || given.paused() || prepared != null || completed) {
      return;
    }
    long latest = stream.latest();
    Map<String, String> end = given.end();
    reached.replaceAll(
        (partition, offset) -> {
          String last = end == null ? null : end.get(partition);
          long limit = last == null ? latest : Math.min(latest, Long.parseLong(last));
          return Math.max(offset, limit);
        });
  }

  private Manifest manifest(
      Assignment given, Map<String, String> from, Map<String, String> to, long records) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    SegmentDescriptor segment =
        new SegmentDescriptor(
            pod.spec().spec().dataSchema().dataSource(),
            time(hour) + "/" + time(hour.plus(Duration.ofHours(1))),
            SegmentDescriptor.VERSION,
            Map.of("type", "local", "path", "/deep/" + uid),
            "page,user,language",
            "count",
            SegmentDescriptor.numbered(0),
            9,
            100 * records + 1,
            (int) records);
    return new Manifest(
        ProtocolVersion.FORMAT,
        pod.supervisorUid(),
        pod.epoch(),
        pod.name().group(),
        pod.name().generation(),
        0,
        uid,
        given.streamIdentity(),
        from,
        to,
        given.messageTimeBounds(),
        new RowCounters(records, records, 0, Map.of(), 0, 100 * records),
        List.of(segment));
  }

  private static String time(Instant instant) {
    return instant.toString().replace("Z", ".000Z");
  }
}
