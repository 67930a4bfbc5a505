package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a reset leads to, or what keeps it from being done. */
sealed interface ResetTarget {

  /** It can be done. */
  record Found(Positions to) implements ResetTarget {}

  /**
   * It cannot be done as it stands.
   *
   * @param why what was found and what was expected
   */
  record Refused(String why) implements ResetTarget {}

  /**
   * It cannot be done yet.
   *
   * @param partitions those that it concerns and of which the stream tells no positions now
   */
  record Unanswered(SortedSet<PartitionId> partitions) implements ResetTarget {}

  /**
   * @param request what is asked for
   * @param concerned the partitions that it sets positions of
   * @param known a look at the stream that began after that
   * @param readable the partitions that can be reset
   * @param committed positions of this stream; none of another one, or of a topic that is another
   */
  static ResetTarget of(
      ResetRequest request,
      SortedSet<PartitionId> concerned,
      StreamObservation.Known known,
      SortedSet<PartitionId> readable,
      Positions committed) {
    SortedSet<PartitionId> unknown = new TreeSet<>(concerned);
    unknown.removeAll(readable);
    unknown.removeAll(known.unanswered().keySet());
    if (!unknown.isEmpty()) {
      return new Refused(
          "it names partitions %s; expected some of %s"
              .formatted(NamedPartitions.list(unknown), NamedPartitions.list(readable)));
    }
    SortedSet<PartitionId> unanswered = new TreeSet<>(concerned);
    unanswered.retainAll(known.unanswered().keySet());
    if (!unanswered.isEmpty()) {
      return new Unanswered(unanswered);
    }
    SortedMap<PartitionId, Position> to = new TreeMap<>();
    for (PartitionId partition : concerned) {
      Position position = position(request, known, committed, partition);
      String problem = problem(request, known, partition, position);
      if (position == null || problem != null) {
        return new Refused(String.valueOf(problem));
      }
      to.put(partition, position);
    }
    return new Found(new Positions(to));
  }

  private static @Nullable Position position(
      ResetRequest request,
      StreamObservation.Known known,
      Positions committed,
      PartitionId partition) {
    Positions source =
        switch (request.to()) {
          case EARLIEST -> known.earliest();
          case LATEST -> latest(known, committed);
          case POSITION -> request.positions();
          case TIMESTAMP -> known.located();
        };
    return source.byPartition().get(partition);
  }

  /**
   * What was committed after the look began was read, and is skipped too. A stream that ended
   * before what was committed by then has lost records.
   */
  private static Positions latest(StreamObservation.Known known, Positions committed) {
    Positions then = known.question().committed();
    List<PartitionId> moved =
        committed.partitions().stream()
            .filter(partition -> !committed.at(partition).equals(then.byPartition().get(partition)))
            .toList();
    return known.latest().laterOf(committed.only(moved));
  }

  private static @Nullable String problem(
      ResetRequest request,
      StreamObservation.Known known,
      PartitionId partition,
      @Nullable Position position) {
    if (!known.earliest().has(partition) || !known.latest().has(partition)) {
      return "partition %s is not in the stream now".formatted(partition);
    }
    if (position == null) {
      return "no position is given for partition %s".formatted(partition);
    }
    Position earliest = known.earliest().at(partition);
    Position latest = known.latest().at(partition);
    boolean within = earliest.compareTo(position) <= 0 && position.compareTo(latest) <= 0;
    return request.to() != ResetRequest.To.POSITION || within
        ? null
        : "position %s of partition %s is not in the stream; expected one from %s to %s"
            .formatted(position, partition, earliest, latest);
  }
}
