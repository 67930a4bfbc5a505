package io.millrace.operator.decide;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task by its protocol alone: it moves positions, cuts sequences and writes manifests, and has no
 * rows. With other replicas it cuts where it is told only.
 */
final class SimulatedTask {

  private static final ManifestPaths PATHS = new ManifestPaths("ns", "s");

  final PodName name;
  final String uid;
  final long epoch;
  private final boolean alone;
  private final DeepStorage storage;
  private final List<Prepared> prepared = new ArrayList<>();
  private SortedMap<PartitionId, Position> positions = new TreeMap<>();
  private @Nullable Positions open;
  private @Nullable Assignment assignment;
  private @Nullable Instant readingSince;
  private @Nullable Long pausedAt;
  private boolean draining;
  private boolean failed;
  private boolean longEnough;
  private boolean openGivenUp;
  private boolean unreadable;
  private int sequence;
  private long version;

  SimulatedTask(PodName name, String uid, long epoch, int replicas, DeepStorage storage) {
    this.name = name;
    this.uid = uid;
    this.epoch = epoch;
    this.alone = replicas == 1;
    this.storage = storage;
  }

  boolean hasFailed() {
    boolean holdsRows = open != null && !(isReadOut() && prepared.isEmpty());
    return failed || (unreadable && !holdsRows);
  }

  /** Whether it holds rows of {@code partition} that follow {@code committed}. */
  boolean holds(PartitionId partition, Position committed) {
    return open != null
        && !hasFailed()
        && positions.containsKey(partition)
        && oldestStart(open).at(partition).compareTo(committed) <= 0
        && positions.get(partition).compareTo(committed) > 0;
  }

  /** Whether the process ends with status 0 now. */
  boolean isDone() {
    return (assignment != null && assignment.stop())
        || (draining && (open == null || (isReadOut() && prepared.isEmpty())))
        || (!alone && isAtEnd() && advanced().isEmpty() && prepared.isEmpty());
  }

  boolean hasPrepared() {
    return !prepared.isEmpty();
  }

  void drain() {
    draining = true;
  }

  /** Nobody will say any more where the open sequence ends. */
  void giveOpenUp() {
    openGivenUp = draining && !alone;
  }

  /** The open sequence is long enough. */
  void growLong() {
    longEnough = !alone;
  }

  private boolean isReadOut() {
    return advanced().isEmpty() || openGivenUp;
  }

  void assign(Assignment next, Instant now) {
    boolean older = assignment != null && next.number() <= assignment.number();
    if (failed || older || next.epoch() != epoch || next.generation() != name.generation()) {
      return;
    }
    assignment = next;
    version++;
    if (open == null && next.start() != null && !draining) {
      open = Positions.of(next.start());
      positions = new TreeMap<>(open.byPartition());
      readingSince = now;
    }
    prepared.removeIf(done -> next.committed().manifests().contains(done.path()));
    pausedAt = next.paused() ? next.number() : null;
    if (!alone && open != null) {
      followOthers(open, Positions.of(next.committed().positions()));
    }
    if (next.end() != null
        && new Positions(positions)
            .byPartition().entrySet().stream()
                .anyMatch(
                    p -> p.getValue().compareTo(Positions.of(next.end()).at(p.getKey())) > 0)) {
      failed = true;
    }
  }

  /** Drops what another replica has committed, or fails when it cannot. */
  private void followOthers(Positions begin, Positions committed) {
    prepared.removeIf(done -> Positions.of(done.manifest().end()).atOrBefore(committed));
    Positions read = new Positions(positions);
    Positions own = committed.only(read.partitions());
    if (!own.atOrBefore(begin)) {
      if (!prepared.isEmpty() || read.byPartition().size() != own.byPartition().size()) {
        failed = true;
      } else if (read.atOrBefore(own)) {
        open = own;
        positions = new TreeMap<>(own.byPartition());
      } else {
        failed = true;
      }
    }
    if (open != null && boundary(open).filter(next -> !read(next)).isPresent()) {
      failed = true;
    }
  }

  private boolean read(Positions boundary) {
    return new Positions(positions).atOrBefore(boundary);
  }

  /** Where the open sequence has to end, once that is known. */
  private Optional<Positions> boundary(Positions begin) {
    List<Positions> known = new ArrayList<>();
    if (assignment != null) {
      assignment.boundaries().forEach(checkpoint -> known.add(Positions.of(checkpoint)));
      if (assignment.end() != null) {
        known.add(Positions.of(assignment.end()));
      }
    }
    return known.stream()
        .map(begin::laterOf)
        .filter(boundary -> !boundary.equals(begin))
        .findFirst();
  }

  void pauseEnds() {
    pausedAt = null;
  }

  /**
   * Reads up to {@code records} more of one partition. What it has when the next one is gone is
   * prepared before it fails; with other replicas, if a boundary closes it.
   */
  void read(PartitionId partition, long earliest, long latest, int records) {
    if (open == null
        || failed
        || draining
        || pausedAt != null
        || isDone()
        || !positions.containsKey(partition)) {
      return;
    }
    long limit = latest;
    if (assignment != null && assignment.end() != null) {
      limit = Math.min(limit, offset(Positions.of(assignment.end()).at(partition)));
    }
    Optional<Positions> boundary = alone ? Optional.empty() : boundary(open);
    if (boundary.isPresent()) {
      limit = Math.min(limit, offset(boundary.get().at(partition)));
    }
    long from = offset(positions.get(partition));
    if (from < limit && from < earliest) {
      unreadable = true;
      draining = true;
      return;
    }
    positions.put(partition, Position.of(Math.max(from, Math.min(limit, from + records))));
  }

  boolean isAtEnd() {
    return open != null
        && assignment != null
        && assignment.end() != null
        && new Positions(positions)
            .atOrAfter(Positions.of(assignment.end()).only(positions.keySet()));
  }

  /**
   * Cuts the sequence here and prepares it. A manifest may be written and the task die before it
   * says so.
   */
  void prepare(boolean dieBeforeReporting) {
    if (open == null || failed || advanced().isEmpty() || openGivenUp) {
      return;
    }
    if (!alone && boundary(open).filter(new Positions(positions)::equals).isEmpty()) {
      return;
    }
    Positions from = open.only(advanced());
    Positions to = new Positions(positions).only(advanced());
    long records =
        from.partitions().stream().mapToLong(p -> offset(to.at(p)) - offset(from.at(p))).sum();
    Manifest manifest =
        new Manifest(
            ProtocolVersion.FORMAT,
            DecideWorld.UID,
            epoch,
            name.group(),
            name.generation(),
            sequence++,
            uid,
            assignment == null ? "" : assignment.streamIdentity(),
            from.text(),
            to.text(),
            MessageTimeBounds.OPEN,
            new RowCounters(records, records, 0, Map.of(), 0, 0),
            List.of());
    byte[] bytes = ProtocolJson.write(manifest);
    String path = PATHS.manifest(epoch, name.group(), name.generation(), manifest.start(), uid);
    try {
      storage.createIfAbsent(path, bytes);
    } catch (DeepStorageException e) {
      failed = true;
      return;
    }
    open = new Positions(positions);
    longEnough = false;
    if (dieBeforeReporting) {
      failed = true;
    } else {
      prepared.add(new Prepared(path, ManifestPaths.digest(bytes), manifest));
      version++;
    }
  }

  Report report() {
    TaskState state =
        open == null ? TaskState.READY : pausedAt != null ? TaskState.PAUSED : TaskState.READING;
    if (failed) {
      state = TaskState.FAILED;
    } else if ((draining || isAtEnd()) && isReadOut()) {
      state = TaskState.PREPARED;
    } else if (draining && !alone) {
      state = TaskState.PUBLISHING;
    }
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        uid,
        version,
        state,
        assignment == null ? 0 : assignment.number(),
        assignment == null ? 0 : assignment.generation(),
        pausedAt,
        draining,
        open == null ? null : oldestStart(open).text(),
        new Positions(positions).text(),
        prepared,
        wantsCheckpoint() && open != null ? open.text() : null,
        null,
        prepared.size() + 1,
        RowCounters.ZERO,
        -1,
        readingSince,
        List.of());
  }

  private boolean wantsCheckpoint() {
    return longEnough
        && open != null
        && !draining
        && !advanced().isEmpty()
        && boundary(open).isEmpty();
  }

  private Positions oldestStart(Positions newest) {
    Positions oldest = newest;
    for (int i = prepared.size() - 1; i >= 0; i--) {
      oldest = oldest.with(Positions.of(prepared.get(i).manifest().start()));
    }
    return oldest;
  }

  private List<PartitionId> advanced() {
    Positions from = open;
    return from == null
        ? List.of()
        : positions.entrySet().stream()
            .filter(p -> p.getValue().compareTo(from.at(p.getKey())) > 0)
            .map(Map.Entry::getKey)
            .toList();
  }

  static long offset(Position position) {
    return Long.parseLong(position.value());
  }
}
