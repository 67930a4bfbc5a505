package io.millrace.runner.life;

import io.millrace.protocol.Acknowledged;
import io.millrace.protocol.Prepared;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a task has read and not yet seen committed: closed sequences, and the one that is being
 * read. Every position from the start on lies in exactly one sequence; nothing ever moves
 * backwards.
 *
 * @param closed sequences that are not acknowledged, oldest first
 * @param number number of the sequence being read
 * @param start where the sequence being read begins
 * @param positions next position to read of each partition
 */
public record Progress(
    List<ClosedSequence> closed, int number, Positions start, Positions positions) {

  /** Where a boundary lies, seen from what was read. */
  public enum Place {
    /** Behind everything that is not acknowledged, or a cut that was made already. */
    BEHIND,
    /** At or ahead of what was read: the sequence can be cut there. */
    AHEAD,
    /** Inside of a sequence, where it cannot be cut any more. */
    PASSED
  }

  public Progress {
    closed = List.copyOf(closed);
  }

  static Progress from(Positions start) {
    return new Progress(List.of(), 0, start, start);
  }

  /** Whether the sequence being read holds anything. */
  public boolean isAdvance() {
    return !start.isAt(positions);
  }

  public boolean isPrepared() {
    return closed.stream().allMatch(ClosedSequence::isPrepared);
  }

  public int unprepared() {
    return (int) closed.stream().filter(sequence -> !sequence.isPrepared()).count();
  }

  /** The oldest position of each partition that is not acknowledged. */
  public Positions oldestStart() {
    return oldestStart(closed);
  }

  Progress read(Positions now) {
    return new Progress(closed, number, start, positions.notBefore(now));
  }

  /** Ends the sequence being read where it stands, and begins the next one there. */
  Progress cut(Attempt attempt) {
    Sequence sequence = new Sequence(number, start, positions);
    if (!sequence.isAdvance()) {
      return this;
    }
    List<ClosedSequence> more = new ArrayList<>(closed);
    more.add(new ClosedSequence(sequence, attempt.manifestPath(sequence), Optional.empty()));
    return new Progress(more, number + 1, positions, positions);
  }

  Progress prepared(int sequence, Prepared result) {
    return withClosed(
        closed.stream()
            .map(each -> each.sequence().number() == sequence ? each.with(result) : each)
            .toList());
  }

  Place place(Positions boundary) {
    Positions base = oldestStart();
    Positions effective = notBehind(boundary);
    boolean isCut =
        effective.isAt(base)
            || effective.isAt(start)
            || closed.stream()
                .anyMatch(each -> effective.isAt(each.sequence().end().notBefore(base)));
    if (isCut) {
      return Place.BEHIND;
    }
    return positions.isAtOrBefore(effective) ? Place.AHEAD : Place.PASSED;
  }

  /**
   * The boundary as far as it concerns what was read: a partition that began behind it, since rows
   * were lost, is there already.
   */
  Positions notBehind(Positions boundary) {
    return boundary.only(positions).notBefore(oldestStart().only(boundary));
  }

  /**
   * Drops what is final: sequences whose manifests were committed, and those that another attempt
   * committed up to one of this one's own cuts, whole.
   *
   * @return empty when a commit of another attempt took in a part of a sequence: then nothing that
   *     was read from there on can ever be committed
   */
  Optional<Progress> acknowledged(Acknowledged committed) {
    List<ClosedSequence> left =
        closed.stream()
            .filter(each -> !committed.manifests().contains(each.manifestPath()))
            .toList();
    Positions reached = Positions.of(committed.positions());
    for (int redundant = 0; redundant <= left.size(); redundant++) {
      List<ClosedSequence> rest = left.subList(redundant, left.size());
      boolean coversRedundant =
          left.subList(0, redundant).stream()
              .allMatch(each -> each.sequence().advanced().end().isAtOrBefore(reached));
      if (coversRedundant && reached.isAtOrBefore(oldestStart(rest))) {
        return Optional.of(withClosed(rest));
      }
    }
    return Optional.empty();
  }

  /**
   * Goes on behind what other replicas committed. What was read and is not acknowledged is theirs.
   *
   * @return empty when anything was read beyond what is committed: then nobody else has those rows
   *     cut where this one has
   */
  Optional<Progress> overtaken(Acknowledged committed) {
    Positions reached = Positions.of(committed.positions()).only(positions);
    boolean covers = reached.byPartition().keySet().equals(positions.byPartition().keySet());
    return covers && positions.isAtOrBefore(reached)
        ? Optional.of(new Progress(List.of(), number + 1, reached, reached))
        : Optional.empty();
  }

  private Positions oldestStart(List<ClosedSequence> sequences) {
    if (sequences.isEmpty()) {
      return start;
    }
    SortedMap<PartitionId, Position> oldest = new TreeMap<>(start.byPartition());
    for (ClosedSequence each : sequences.reversed()) {
      oldest.putAll(each.sequence().advanced().start().byPartition());
    }
    return new Positions(oldest);
  }

  private Progress withClosed(List<ClosedSequence> sequences) {
    return new Progress(sequences, number, start, positions);
  }
}
