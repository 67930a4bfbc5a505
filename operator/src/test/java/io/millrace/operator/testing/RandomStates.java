package io.millrace.operator.testing;

import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.autoscale.Hold;
import io.millrace.operator.autoscale.LagSample;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.decide.Gap;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Jump;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.LastReset;
import io.millrace.operator.decide.LostRange;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.Quiet;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** States of any shape that the loop may come to, from a seed. */
public final class RandomStates {

  private final Random random;

  public RandomStates(long seed) {
    this.random = new Random(seed);
  }

  public SupervisorState next() {
    int partitions = 1 + random.nextInt(12);
    if (random.nextInt(10) == 0) {
      return new SupervisorState(
          1 + random.nextInt(3),
          maybe(() -> "events-" + random.nextInt(99)),
          null,
          Positions.NONE,
          null,
          List.of());
    }
    return new SupervisorState(
        1 + random.nextInt(5),
        "events-" + random.nextInt(99),
        new StreamDescription(
            "cluster", new TreeMap<>(Map.of("events", "id-" + random.nextInt(9))), ids(partitions)),
        positions(ids(partitions)),
        commit(ids(partitions)),
        groups(partitions),
        maybe(this::autoscaler),
        maybe(() -> new Quiet(Instant.ofEpochSecond(random.nextInt(1_000_000)), "digest")),
        maybe(this::handoff),
        jumps(ids(partitions)));
  }

  private EarlyHandoff handoff() {
    SortedMap<Integer, Integer> ending = new TreeMap<>();
    IntStream.range(0, random.nextInt(3)).forEach(group -> ending.put(group, random.nextInt(9)));
    return new EarlyHandoff(
        "request-" + random.nextInt(9),
        instant(),
        ending,
        IntStream.range(0, random.nextInt(3)).boxed().toList());
  }

  private AutoscalerState autoscaler() {
    return new AutoscalerState(
        1 + random.nextInt(9),
        maybe(this::instant),
        IntStream.range(0, random.nextInt(4))
            .mapToObj(number -> new LagSample(instant(), random.nextInt(1_000)))
            .toList(),
        maybe(this::instant),
        maybe(this::instant),
        1 + random.nextInt(9),
        maybe(() -> oneOf(Hold.values())),
        "reason " + random.nextInt(9));
  }

  private Jumps jumps(SortedSet<PartitionId> partitions) {
    return new Jumps(
        maybe(
            () ->
                new LastReset(
                    maybe(() -> (long) random.nextInt(9)),
                    "Earliest",
                    maybe(this::instant),
                    some(partitions).stream()
                        .map(
                            id ->
                                new Jump(
                                    id,
                                    maybe(this::position),
                                    maybe(this::position),
                                    random.nextBoolean()))
                        .toList(),
                    random.nextInt(100),
                    random.nextInt(100),
                    random.nextInt(3))),
        some(partitions).stream()
            .map(id -> new LostRange(id, position(), position(), instant()))
            .toList(),
        random.nextInt(100));
  }

  private Position position() {
    return Position.of(random.nextInt(1_000_000));
  }

  private Commit commit(SortedSet<PartitionId> partitions) {
    LedgerEntry.Kind kind = oneOf(LedgerEntry.Kind.values());
    SortedSet<PartitionId> moved = some(partitions);
    return new Commit(
        1 + random.nextInt(1_000),
        kind,
        instant(),
        1 + random.nextInt(5),
        kind == LedgerEntry.Kind.BASELINE ? Positions.NONE : positions(moved),
        positions(moved),
        IntStream.range(0, random.nextInt(3))
            .mapToObj(
                number ->
                    new ManifestReference(
                        "ns/events/prepared/" + number + ".json", "digest-" + number))
            .toList(),
        random.nextInt(1_000_000),
        random.nextInt(1_000_000),
        kind == LedgerEntry.Kind.RESET
            ? new LedgerReset(
                maybe(() -> (long) random.nextInt(9)),
                "Latest",
                random.nextBoolean() ? List.of("topic") : List.of())
            : null);
  }

  private List<TaskGroup> groups(int partitions) {
    int count = 1 + random.nextInt(3);
    List<TaskGroup> groups = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      SortedSet<PartitionId> own = some(ids(partitions));
      List<Generation> generations =
          IntStream.range(0, random.nextInt(4))
              .mapToObj(number -> generation(number, own))
              .toList();
      groups.add(
          new TaskGroup(
              id,
              1 + random.nextInt(4),
              random.nextInt(4) == 0 ? new TreeSet<>() : own,
              10 + random.nextInt(5),
              generations,
              new Gap(maybe(this::instant), random.nextInt(5) - 1, maybe(random::nextLong))));
    }
    return groups;
  }

  private Generation generation(int number, SortedSet<PartitionId> partitions) {
    Positions start = maybe(() -> anyPositions(partitions));
    return new Generation(
        number,
        "events-" + random.nextInt(99),
        oneOf(Phase.values()),
        partitions,
        start,
        IntStream.range(0, random.nextInt(3))
            .mapToObj(checkpoint -> positions(partitions))
            .toList(),
        maybe(() -> anyPositions(partitions)),
        instant(),
        maybe(this::instant),
        random.nextInt(20),
        IntStream.rangeClosed(0, random.nextInt(3))
            .mapToObj(replica -> attempt(3 * replica + random.nextInt(3), start, partitions))
            .toList(),
        IntStream.range(0, random.nextInt(3)).mapToObj(path -> "path-" + path).toList(),
        new MessageTimeBounds(maybe(this::instant), maybe(this::instant)));
  }

  private Attempt attempt(
      int number, @Nullable Positions beginning, SortedSet<PartitionId> partitions) {
    return new Attempt(
        number,
        random.nextBoolean() ? beginning : maybe(() -> anyPositions(partitions)),
        instant(),
        random.nextInt(4),
        maybe(this::instant),
        maybe(this::instant));
  }

  /** Also none at all: a range that is read to its end leaves nothing to start at. */
  private Positions anyPositions(SortedSet<PartitionId> partitions) {
    return random.nextInt(5) == 0 ? Positions.NONE : positions(some(partitions));
  }

  private Positions positions(SortedSet<PartitionId> partitions) {
    SortedMap<PartitionId, Position> positions = new TreeMap<>();
    partitions.forEach(
        partition -> positions.put(partition, Position.of(random.nextInt(1_000_000))));
    return new Positions(positions);
  }

  private static SortedSet<PartitionId> ids(int partitions) {
    SortedSet<PartitionId> ids = new TreeSet<>();
    for (int number = 0; number < partitions; number++) {
      ids.add(new PartitionId(Integer.toString(number)));
    }
    return ids;
  }

  private SortedSet<PartitionId> some(SortedSet<PartitionId> partitions) {
    SortedSet<PartitionId> some = new TreeSet<>(partitions);
    some.removeIf(partition -> some.size() > 1 && random.nextBoolean());
    return some;
  }

  private Instant instant() {
    return Instant.ofEpochSecond(
        1_700_000_000L + random.nextInt(100_000_000), random.nextInt(1_000_000_000));
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
