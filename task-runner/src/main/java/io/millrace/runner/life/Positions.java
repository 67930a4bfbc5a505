package io.millrace.runner.life;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * A position of each of some partitions. Two of them are compared on the partitions that both have.
 */
public record Positions(SortedMap<PartitionId, Position> byPartition) {

  public Positions {
    byPartition = Collections.unmodifiableSortedMap(new TreeMap<>(byPartition));
  }

  /** Of a message's text form. */
  public static Positions of(Map<String, String> text) {
    SortedMap<PartitionId, Position> positions = new TreeMap<>();
    text.forEach((partition, at) -> positions.put(new PartitionId(partition), new Position(at)));
    return new Positions(positions);
  }

  /** The text form of messages. */
  public Map<String, String> text() {
    Map<String, String> text = new LinkedHashMap<>();
    byPartition.forEach((partition, at) -> text.put(partition.value(), at.value()));
    return text;
  }

  /** Whether each is at the other's position or behind it. */
  public boolean isAtOrBefore(Positions other) {
    return onShared(other, (mine, theirs) -> mine.compareTo(theirs) <= 0);
  }

  /** Whether each is at the other's position. */
  public boolean isAt(Positions other) {
    return onShared(other, (mine, theirs) -> mine.compareTo(theirs) == 0);
  }

  /** The same partitions, each at the later of the two positions. */
  public Positions notBefore(Positions other) {
    if (onShared(other, (mine, theirs) -> theirs.compareTo(mine) <= 0)) {
      return this;
    }
    SortedMap<PartitionId, Position> later = new TreeMap<>(byPartition);
    later.replaceAll(
        (partition, mine) -> {
          Position theirs = other.byPartition.get(partition);
          return theirs != null && theirs.compareTo(mine) > 0 ? theirs : mine;
        });
    return new Positions(later);
  }

  /** Only those partitions whose position in {@code end} is another one. */
  public Positions movedUntil(Positions end) {
    return keep((partition, mine) -> !mine.equals(end.byPartition.get(partition)));
  }

  /** Only those partitions that {@code others} has too. */
  public Positions only(Positions others) {
    if (others.byPartition.keySet().containsAll(byPartition.keySet())) {
      return this;
    }
    return keep((partition, mine) -> others.byPartition.containsKey(partition));
  }

  private Positions keep(BiPredicate<PartitionId, Position> condition) {
    SortedMap<PartitionId, Position> kept = new TreeMap<>();
    byPartition.forEach(
        (partition, at) -> {
          if (condition.test(partition, at)) {
            kept.put(partition, at);
          }
        });
    return new Positions(kept);
  }

  private boolean onShared(Positions other, BiPredicate<Position, Position> condition) {
    for (Map.Entry<PartitionId, Position> mine : byPartition.entrySet()) {
      Position theirs = other.byPartition.get(mine.getKey());
      if (theirs != null && !condition.test(mine.getValue(), theirs)) {
        return false;
      }
    }
    return true;
  }
}
