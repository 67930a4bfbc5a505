package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.Reset;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.ResetRequest;
import io.millrace.streams.PartitionId;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code spec.reset}, as the loop sees it. */
final class ResetSpec {

  private ResetSpec() {}

  /** What is wrong with it by itself; where the stream ends is not known here. */
  static List<SpecProblem> problems(@Nullable Reset reset) {
    List<SpecProblem> problems = new ArrayList<>();
    if (reset == null) {
      return problems;
    }
    if ((reset.to() == Reset.To.TIMESTAMP) != (reset.timestamp() != null)) {
      problems.add(
          new SpecProblem("spec.reset.timestamp", "is needed with to: Timestamp, and only there"));
    }
    if ((reset.to() == Reset.To.POSITION) == reset.positions().isEmpty()) {
      problems.add(
          new SpecProblem("spec.reset.positions", "are needed with to: Position, and only there"));
    }
    try {
      timestamp(reset);
    } catch (DateTimeException e) {
      problems.add(
          new SpecProblem(
              "spec.reset.timestamp",
              "found '%s'; expected a time such as 2026-01-31T00:00:00Z"
                  .formatted(reset.timestamp())));
    }
    if (reset.partitions().contains("")) {
      problems.add(
          new SpecProblem(
              "spec.reset.partitions",
              "found ''; expected names of partitions, as in status.offsets"));
    }
    Set<String> unnamed = new TreeSet<>(reset.positions().keySet());
    unnamed.removeAll(reset.partitions());
    if (!reset.partitions().isEmpty() && !unnamed.isEmpty()) {
      problems.add(
          new SpecProblem(
              "spec.reset.positions",
              "found %s, which partitions leaves out; expected positions of those in partitions, or no partitions"
                  .formatted(unnamed)));
    }
    reset
        .positions()
        .forEach(
            (partition, position) -> {
              if (partition.isEmpty()) {
                problems.add(
                    new SpecProblem(
                        "spec.reset.positions",
                        "found a position of ''; expected the name of a partition, as in"
                            + " status.offsets"));
              }
              if (!position.matches("[0-9]{1,19}")) {
                problems.add(
                    new SpecProblem(
                        "spec.reset.positions." + partition,
                        "found '%s'; expected an offset, as a decimal number".formatted(position)));
              }
            });
    return problems;
  }

  /** The request in a reset without {@link #problems}. */
  static @Nullable ResetRequest request(@Nullable Reset reset) {
    if (reset == null) {
      return null;
    }
    SortedSet<PartitionId> partitions = new TreeSet<>();
    reset.partitions().forEach(partition -> partitions.add(new PartitionId(partition)));
    return new ResetRequest(
        reset.nonce(), to(reset), timestamp(reset), positions(reset), partitions);
  }

  /** Written as everybody else writes them: a task does not move from 7 to 007. */
  private static Positions positions(Reset reset) {
    Map<String, String> positions = new TreeMap<>(reset.positions());
    positions.replaceAll((partition, position) -> new BigInteger(position).toString());
    return Positions.of(positions);
  }

  private static @Nullable Instant timestamp(Reset reset) {
    return reset.timestamp() == null ? null : OffsetDateTime.parse(reset.timestamp()).toInstant();
  }

  private static ResetRequest.To to(Reset reset) {
    return switch (reset.to()) {
      case EARLIEST -> ResetRequest.To.EARLIEST;
      case LATEST -> ResetRequest.To.LATEST;
      case POSITION -> ResetRequest.To.POSITION;
      case TIMESTAMP -> ResetRequest.To.TIMESTAMP;
    };
  }
}
