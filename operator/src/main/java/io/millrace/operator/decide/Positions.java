package io.millrace.operator.decide;

import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Positions of some partitions. Immutable.
 *
 * @param byPartition one position of each partition
 */
public record Positions(SortedMap<PartitionId, Position> byPartition) {

  public static final Positions NONE = new Positions(new TreeMap<>());

  /** To look up one of so many costs less than to go through all. */
  private static final int FAR_LARGER = 8;

  public Positions {
    byPartition =
        Collections.unmodifiableSortedMap(
            byPartition instanceof Fresh ? byPartition : new TreeMap<>(byPartition));
  }

  /** Made here for one instance alone, so that it need not be copied. */
  private static final class Fresh extends TreeMap<PartitionId, Position> {
    private static final long serialVersionUID = 1L;

    Fresh() {}

    Fresh(SortedMap<PartitionId, Position> positions) {
      super(positions);
    }
  }

  /** From the text form of status and protocol. */
  public static Positions of(Map<String, String> text) {
    SortedMap<PartitionId, Position> positions = new Fresh();
    text.forEach(
        (partition, position) -> positions.put(new PartitionId(partition), new Position(position)));
    return new Positions(positions);
  }

  /** To the text form of status and protocol. */
  public SortedMap<String, String> text() {
    SortedMap<String, String> text = new TreeMap<>();
    byPartition.forEach((partition, position) -> text.put(partition.value(), position.value()));
    return text;
  }

  public SortedSet<PartitionId> partitions() {
    return new TreeMap<>(byPartition).navigableKeySet();
  }

  public boolean isEmpty() {
    return byPartition.isEmpty();
  }

  public boolean has(PartitionId partition) {
    return byPartition.containsKey(partition);
  }

  /**
   * The position of {@code partition}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Position at(PartitionId partition) {
    Position position = byPartition.get(partition);
    if (position == null) {
      throw new IllegalArgumentException(
          "no position of partition " + partition + " in " + byPartition.keySet());
    }
    return position;
  }

  /** These, with those of {@code newer} in their place. */
  public Positions with(Positions newer) {
    if (newer.isEmpty()) {
      return this;
    }
    SortedMap<PartitionId, Position> merged = new Fresh(byPartition);
    merged.putAll(newer.byPartition);
    return new Positions(merged);
  }

  /** All but those of {@code partitions}. */
  public Positions without(Collection<PartitionId> partitions) {
    if (partitions.isEmpty()) {
      return this;
    }
    SortedMap<PartitionId, Position> kept = new Fresh(byPartition);
    partitions.forEach(partition -> kept.remove(partition));
    return new Positions(kept);
  }

  /** Only those of {@code partitions}, as far as they are here. */
  public Positions only(Collection<PartitionId> partitions) {
    if (partitions.size() == byPartition.size() && partitions.containsAll(byPartition.keySet())) {
      return this;
    }
    SortedMap<PartitionId, Position> kept = new Fresh();
    for (PartitionId partition : partitions) {
      Position position = byPartition.get(partition);
      if (position != null) {
        kept.put(partition, position);
      }
    }
    return new Positions(kept);
  }

  /** Per partition of these the later of the two; {@code other} may name more or fewer. */
  public Positions laterOf(Positions other) {
    if (!anyBefore(other)) {
      return this;
    }
    SortedMap<PartitionId, Position> later = new Fresh(byPartition);
    if (other.byPartition.size() < byPartition.size()) {
      other.byPartition.forEach(
          (partition, theirs) ->
              later.computeIfPresent(partition, (same, mine) -> later(mine, theirs)));
    } else {
      later.replaceAll(
          (partition, mine) -> later(mine, other.byPartition.getOrDefault(partition, mine)));
    }
    return new Positions(later);
  }

  /** Per partition of these the earlier of the two; {@code other} may name more or fewer. */
  public Positions earlierOf(Positions other) {
    if (!other.anyBefore(this)) {
      return this;
    }
    SortedMap<PartitionId, Position> earlier = new Fresh(byPartition);
    earlier.replaceAll(
        (partition, mine) ->
            other.has(partition) && other.at(partition).compareTo(mine) < 0
                ? other.at(partition)
                : mine);
    return new Positions(earlier);
  }

  /** Whether {@code other} has a position of each partition of these. */
  public boolean isNamedBy(Positions other) {
    return all(other, (mine, theirs) -> true);
  }

  /** Whether each of these is equal to {@code other}'s. */
  public boolean equalWithin(Positions other) {
    return all(other, (mine, theirs) -> mine.compareTo(theirs) == 0);
  }

  /** Whether each of these is at {@code other}'s or after it. */
  public boolean atOrAfter(Positions other) {
    return all(other, (mine, theirs) -> mine.compareTo(theirs) >= 0);
  }

  /** Whether each of these is at {@code other}'s or before it. */
  public boolean atOrBefore(Positions other) {
    return all(other, (mine, theirs) -> mine.compareTo(theirs) <= 0);
  }

  /** Whether each of these is after {@code other}'s. */
  public boolean after(Positions other) {
    return all(other, (mine, theirs) -> mine.compareTo(theirs) > 0);
  }

  /** Whether any of these is before {@code other}'s, of those that both name. */
  public boolean anyBefore(Positions other) {
    Lookup lookup = other.lookup(byPartition.size());
    for (Map.Entry<PartitionId, Position> entry : byPartition.entrySet()) {
      Position theirs = lookup.at(entry.getKey());
      if (theirs != null && entry.getValue().compareTo(theirs) < 0) {
        return true;
      }
    }
    return false;
  }

  /** In one walk over both, where the maps would look each partition up. */
  @Override
  public boolean equals(@Nullable Object object) {
    if (!(object instanceof Positions(var others)) || others.size() != byPartition.size()) {
      return false;
    }
    Iterator<Map.Entry<PartitionId, Position>> theirs = others.entrySet().iterator();
    for (Map.Entry<PartitionId, Position> mine : byPartition.entrySet()) {
      if (!mine.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return byPartition.hashCode();
  }

  private static Position later(Position mine, Position theirs) {
    return theirs.compareTo(mine) > 0 ? theirs : mine;
  }

  private boolean all(Positions other, BiPredicate<Position, Position> holds) {
    Lookup lookup = other.lookup(byPartition.size());
    for (Map.Entry<PartitionId, Position> entry : byPartition.entrySet()) {
      Position theirs = lookup.at(entry.getKey());
      if (theirs == null || !holds.test(entry.getValue(), theirs)) {
        return false;
      }
    }
    return true;
  }

  /** For {@code many} partitions, asked for in their order. */
  private Lookup lookup(int many) {
    return byPartition.size() / FAR_LARGER > many
        ? partition -> byPartition.get(partition)
        : new Walk(byPartition.entrySet().iterator());
  }

  /** Finds the position of a partition. */
  private interface Lookup {
    @Nullable Position at(PartitionId partition);
  }

  /** Goes through positions once, while partitions are asked for in their order. */
  private static final class Walk implements Lookup {

    private final Iterator<Map.Entry<PartitionId, Position>> rest;
    private Map.@Nullable Entry<PartitionId, Position> here;

    Walk(Iterator<Map.Entry<PartitionId, Position>> all) {
      rest = all;
      step();
    }

    @Override
    public @Nullable Position at(PartitionId partition) {
      while (here != null) {
        int order = here.getKey().compareTo(partition);
        if (order >= 0) {
          return order == 0 ? here.getValue() : null;
        }
        step();
      }
      return null;
    }

    private void step() {
      here = rest.hasNext() ? rest.next() : null;
    }
  }
}
