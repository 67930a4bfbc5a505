package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.AttemptStatus;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.MessageTimeBoundsStatus;
import io.millrace.crds.v1alpha1.status.TaskGroupStatus;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Gap;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.streams.PartitionId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Task groups, generations and attempts between the loop and status. */
final class GenerationMapping {

  private GenerationMapping() {}

  static TaskGroup group(TaskGroupStatus status) {
    return new TaskGroup(
        status.id(),
        status.epoch(),
        partitions(status.partitions()),
        status.nextGeneration(),
        status.generations().stream().map(GenerationMapping::generation).toList(),
        new Gap(
            status.stillSince(),
            status.gapGeneration() == null ? -1 : status.gapGeneration(),
            status.lastGapMillis()));
  }

  static TaskGroupStatus groupStatus(TaskGroup group, @Nullable Instant unreadSince) {
    return new TaskGroupStatus(
        group.id(),
        group.epoch(),
        text(group.partitions()),
        group.nextGeneration(),
        group.generations().stream().map(GenerationMapping::generationStatus).toList(),
        group.gap().lastMillis(),
        group.gap().since(),
        group.gap().generation() < 0 ? null : group.gap().generation(),
        unreadSince);
  }

  private static Generation generation(GenerationStatus status) {
    return new Generation(
        status.number(),
        status.revision(),
        phase(status.state()),
        partitions(status.partitions()),
        positions(status.start()),
        status.checkpoints().stream().map(Positions::of).toList(),
        positions(status.end()),
        since(status.createdAt()),
        status.startedAt(),
        status.assignment() == null ? 0 : status.assignment(),
        status.attempts().stream().map(attempt -> attempt(attempt, status.start())).toList(),
        status.committed(),
        bounds(status.messageTimeBounds()));
  }

  private static GenerationStatus generationStatus(Generation generation) {
    return new GenerationStatus(
        generation.number(),
        generation.revision(),
        generation.replicas(),
        state(generation.phase()),
        text(generation.partitions()),
        text(generation.start()),
        generation.checkpoints().stream().<Map<String, String>>map(Positions::text).toList(),
        text(generation.end()),
        generation.startedAt(),
        generation.createdAt(),
        generation.attempts().stream()
            .map(attempt -> attemptStatus(attempt, generation.start()))
            .toList(),
        generation.assignment(),
        generation.committed(),
        boundsStatus(generation.messageTimeBounds()));
  }

  private static Attempt attempt(AttemptStatus status, @Nullable Map<String, String> beginning) {
    boolean fromBeginning = Boolean.TRUE.equals(status.fromBeginning());
    return new Attempt(
        status.number(),
        positions(fromBeginning ? beginning : status.start()),
        since(status.createdAt()),
        status.failures(),
        status.retryAt(),
        status.readyAt());
  }

  /** Most attempts start where their generation does, which is not written for each of them. */
  private static AttemptStatus attemptStatus(Attempt attempt, @Nullable Positions beginning) {
    boolean fromBeginning = attempt.start() != null && attempt.start().equals(beginning);
    return new AttemptStatus(
        attempt.number(),
        fromBeginning ? null : text(attempt.start()),
        fromBeginning ? true : null,
        attempt.createdAt(),
        attempt.failures(),
        attempt.retryAt(),
        attempt.readyAt());
  }

  private static MessageTimeBounds bounds(@Nullable MessageTimeBoundsStatus status) {
    return status == null
        ? MessageTimeBounds.OPEN
        : new MessageTimeBounds(status.minimum(), status.maximum());
  }

  private static @Nullable MessageTimeBoundsStatus boundsStatus(MessageTimeBounds bounds) {
    return bounds.equals(MessageTimeBounds.OPEN)
        ? null
        : new MessageTimeBoundsStatus(bounds.minimum(), bounds.maximum());
  }

  private static Phase phase(GenerationStatus.State state) {
    return switch (state) {
      case STANDBY -> Phase.STANDBY;
      case READING -> Phase.READING;
      case CHECKPOINTING -> Phase.CHECKPOINTING;
      case PAUSING -> Phase.PAUSING;
      case FINISHING -> Phase.FINISHING;
      case COMMITTED -> Phase.COMMITTED;
    };
  }

  private static GenerationStatus.State state(Phase phase) {
    return switch (phase) {
      case STANDBY -> GenerationStatus.State.STANDBY;
      case READING -> GenerationStatus.State.READING;
      case CHECKPOINTING -> GenerationStatus.State.CHECKPOINTING;
      case PAUSING -> GenerationStatus.State.PAUSING;
      case FINISHING -> GenerationStatus.State.FINISHING;
      case COMMITTED -> GenerationStatus.State.COMMITTED;
    };
  }

  private static Instant since(@Nullable Instant instant) {
    return instant == null ? Instant.EPOCH : instant;
  }

  private static @Nullable Positions positions(@Nullable Map<String, String> text) {
    return text == null ? null : Positions.of(text);
  }

  private static @Nullable Map<String, String> text(@Nullable Positions positions) {
    return positions == null ? null : positions.text();
  }

  private static SortedSet<PartitionId> partitions(List<String> text) {
    SortedSet<PartitionId> partitions = new TreeSet<>();
    text.forEach(partition -> partitions.add(new PartitionId(partition)));
    return partitions;
  }

  private static List<String> text(Collection<PartitionId> partitions) {
    return partitions.stream().map(PartitionId::value).toList();
  }
}
