package io.millrace.protocol;

import java.util.List;
import java.util.Map;

/**
 * What a task writes beside a sequence's segments once it is prepared: all that is needed to commit
 * it, also after the task is gone. It names only partitions that advanced.
 *
 * @param formatVersion {@link ProtocolVersion#FORMAT}
 * @param supervisorUid UID of the supervisor that the task was started for
 * @param epoch the group's fence number when the task read
 * @param group the task group
 * @param generation the generation of the task group
 * @param sequence number of the sequence within the attempt, from 0
 * @param podUid UID of the Pod that wrote it: the attempt
 * @param streamIdentity cluster and topic ids that the positions belong to
 * @param start position at which the sequence begins, of each partition that advanced
 * @param end position at which the sequence ends, of the same partitions
 * @param messageTimeBounds event times that the sequence accepted
 * @param counters what became of the records of the range
 * @param segments the pushed segments, none when every row was dropped
 */
public record Manifest(
    int formatVersion,
    String supervisorUid,
    long epoch,
    int group,
    int generation,
    int sequence,
    String podUid,
    String streamIdentity,
    Map<String, String> start,
    Map<String, String> end,
    MessageTimeBounds messageTimeBounds,
    RowCounters counters,
    List<SegmentDescriptor> segments) {

  public Manifest {
    start = Ordered.positions(start);
    end = Ordered.positions(end);
    segments = List.copyOf(segments);
  }
}
