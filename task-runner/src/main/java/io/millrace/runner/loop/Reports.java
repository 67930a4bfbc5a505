package io.millrace.runner.loop;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskError;
import io.millrace.runner.life.ClosedSequence;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Positions;
import io.millrace.runner.life.Work;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes reports of snapshots. Pure. */
final class Reports {

  private Reports() {}

  static Report of(
      String podUid, long version, TaskSnapshot snapshot, RowCounters counters, Instant now) {
    Optional<Work> work = snapshot.life().work();
    Optional<Assignment> assignment = assignment(snapshot.life());
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        podUid,
        version,
        snapshot.life().state(),
        assignment.map(Assignment::number).orElse(0L),
        assignment.map(Assignment::generation).orElse(0),
        work.map(Reports::pausedAt).orElse(null),
        snapshot.draining(),
        work.map(known -> known.progress().oldestStart().text()).orElse(null),
        work.map(known -> known.progress().positions().text()).orElse(Map.of()),
        work.map(Reports::prepared).orElse(List.of()),
        work.flatMap(Work::checkpointWanted).map(Positions::text).orElse(null),
        snapshot.messageTimeWanted().orElse(null),
        work.map(Work::sequences).orElse(0),
        counters,
        lag(snapshot.newestRecord(), now),
        snapshot.readingSince().orElse(null),
        snapshot.errors());
  }

  /** What the operator acts on: positions, counters, lag and the wording of errors do not count. */
  static List<Object> essence(TaskSnapshot snapshot) {
    Optional<Work> work = snapshot.life().work();
    return List.of(
        snapshot.life().state(),
        snapshot.draining(),
        snapshot.readingSince(),
        snapshot.errors().stream().map(TaskError::reason).toList(),
        assignment(snapshot.life()).map(Assignment::number),
        work.map(Work::isPaused),
        work.map(known -> prepared(known).stream().map(Prepared::path).toList()),
        work.flatMap(Work::checkpointWanted),
        snapshot.messageTimeWanted(),
        work.map(Work::sequences));
  }

  private static Optional<Assignment> assignment(LifeCycle life) {
    return life instanceof LifeCycle.Ready ready
        ? ready.assignment()
        : life.work().map(Work::assignment);
  }

  private static @Nullable Long pausedAt(Work work) {
    return work.isPaused() ? work.assignment().number() : null;
  }

  private static List<Prepared> prepared(Work work) {
    return work.progress().closed().stream()
        .map(ClosedSequence::prepared)
        .flatMap(Optional::stream)
        .toList();
  }

  private static long lag(long newestRecord, Instant now) {
    return newestRecord == TaskSnapshot.NONE
        ? TaskSnapshot.NONE
        : Math.max(0, now.toEpochMilli() - newestRecord);
  }
}
