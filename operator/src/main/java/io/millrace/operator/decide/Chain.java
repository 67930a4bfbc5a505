package io.millrace.operator.decide;

import io.millrace.protocol.Prepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The boundaries that a generation's committed positions can still reach without a gap: from where
 * its range will begin, along the prepared sequences that fit one behind the other.
 *
 * @param points reachable boundaries, in order; the first is the later of the generation's start
 *     and the committed positions, as far as they are its own
 */
record Chain(List<Positions> points) {

  static Chain of(Observation observation, TaskGroup group, Generation generation) {
    Positions point = begin(observation, generation);
    List<Positions> points = new ArrayList<>();
    points.add(point);
    List<Prepared> candidates = Candidates.of(observation, group, generation);
    for (Optional<Positions> next = next(point, candidates);
        next.isPresent();
        next = next(point, candidates)) {
      point = next.get();
      points.add(point);
    }
    return new Chain(List.copyOf(points));
  }

  /** The first of the points: where the generation has got by what is committed. */
  static Positions begin(Observation observation, Generation generation) {
    Positions start = generation.start();
    if (start == null) {
      throw new IllegalArgumentException("generation " + generation.number() + " has no start");
    }
    return start.laterOf(generation.reached(observation.state().offsets()));
  }

  /** Where an attempt starts that reads what nobody has prepared. */
  Positions end() {
    return points.get(points.size() - 1);
  }

  /** Whether an attempt whose oldest open sequence starts there can still commit it. */
  boolean leadsTo(Positions start) {
    return points.stream().anyMatch(start::equalWithin);
  }

  private static Optional<Positions> next(Positions point, List<Prepared> candidates) {
    return candidates.stream()
        .filter(candidate -> Positions.of(candidate.manifest().start()).equalWithin(point))
        .findFirst()
        .map(candidate -> point.with(Positions.of(candidate.manifest().end())));
  }
}
