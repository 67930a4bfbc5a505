package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task says of itself. {@link #version} rises with every change that the operator acts on,
 * so that {@code GET …/report?after=n} can wait for the next one.
 *
 * @param protocolVersion {@link ProtocolVersion#TASK_PROTOCOL}
 * @param podUid UID of the Pod that speaks
 * @param version rises with every change that matters; positions and counters alone do not raise it
 * @param state where the task is in its life
 * @param assignment number of the newest assignment that the task has taken over, 0 before the
 *     first; one that says to pause counts as taken over only once the task has paused
 * @param generation generation of that assignment, 0 before the first
 * @param pausedAt number of the assignment under which the task is paused now; absent while it
 *     reads
 * @param draining whether the process was asked to end (SIGTERM), or cannot read on: it reads no
 *     more, and prepares what it has
 * @param oldestStart start of its oldest sequence that is not acknowledged; absent before it has a
 *     start
 * @param positions next position to read of each partition
 * @param prepared sequences that are prepared and not acknowledged, oldest first
 * @param checkpointWanted start of the sequence being read, when that is long enough to end and
 *     only the operator can say where, since there are other replicas; absent otherwise
 * @param messageTimeWanted latest event time to accept from now on, when that of the assignment is
 *     over and only the operator can move it, since there are other replicas: until it does, the
 *     task does not read on; absent otherwise
 * @param sequences number of sequences not yet acknowledged, the one being read included
 * @param counters rows since the process started
 * @param lagMillis time between now and the newest record read; -1 when unknown
 * @param readingSince when it first polled after it got its start; absent before
 * @param errors newest last, at most 10
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    int protocolVersion,
    String podUid,
    long version,
    TaskState state,
    long assignment,
    int generation,
    @Nullable Long pausedAt,
    boolean draining,
    @Nullable Map<String, String> oldestStart,
    Map<String, String> positions,
    List<Prepared> prepared,
    @Nullable Map<String, String> checkpointWanted,
    @Nullable Instant messageTimeWanted,
    int sequences,
    RowCounters counters,
    long lagMillis,
    @Nullable Instant readingSince,
    List<TaskError> errors) {

  public Report {
    oldestStart = oldestStart == null ? null : Ordered.positions(oldestStart);
    positions = Ordered.positions(positions);
    prepared = List.copyOf(prepared);
    checkpointWanted = checkpointWanted == null ? null : Ordered.positions(checkpointWanted);
    errors = List.copyOf(errors);
  }
}
