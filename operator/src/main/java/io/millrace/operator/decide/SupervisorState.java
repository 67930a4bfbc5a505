package io.millrace.operator.decide;

import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.streams.StreamDescription;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a supervisor remembers: all that the next leader needs to carry on. What is
 * only shown to people is not in here.
 *
 * @param epoch the highest epoch of any task group
 * @param acceptedRevision the revision that holds the spec in force; absent before the first
 * @param stream cluster and topic ids that all positions belong to; absent before the baseline
 * @param offsets committed position of every partition
 * @param commit the newest commit; absent before the baseline
 * @param groups task groups by id
 * @param autoscaler what the autoscaler wants and why; absent while it is off
 * @param quiet since when nothing has arrived; absent where nobody wants to know
 * @param handoff the newest request to end what is read; absent before the first
 * @param jumps where positions moved otherwise than by reading
 */
public record SupervisorState(
    long epoch,
    @Nullable String acceptedRevision,
    @Nullable StreamDescription stream,
    Positions offsets,
    @Nullable Commit commit,
    List<TaskGroup> groups,
    @Nullable AutoscalerState autoscaler,
    @Nullable Quiet quiet,
    @Nullable EarlyHandoff handoff,
    Jumps jumps) {

  public static final SupervisorState NEW =
      new SupervisorState(1, null, null, Positions.NONE, null, List.of());

  public SupervisorState {
    groups = List.copyOf(groups);
  }

  /**
   * One without an autoscaler, whose positions moved by reading alone, of which nobody wants to
   * know since when nothing has arrived.
   */
  public SupervisorState(
      long epoch,
      @Nullable String acceptedRevision,
      @Nullable StreamDescription stream,
      Positions offsets,
      @Nullable Commit commit,
      List<TaskGroup> groups) {
    this(epoch, acceptedRevision, stream, offsets, commit, groups, null, null, null, Jumps.NONE);
  }

  public long commits() {
    return commit == null ? 0 : commit.sequence();
  }

  /** Number of task groups that have partitions. */
  public int reading() {
    return (int) groups.stream().filter(group -> !group.isEmpty()).count();
  }

  /**
   * Whether the end of every generation is committed: no task has anything left to do, also one
   * whose Pod stays because its node is lost.
   */
  public boolean isDrained() {
    return groups.stream()
        .flatMap(group -> group.generations().stream())
        .allMatch(generation -> generation.phase() == Phase.COMMITTED);
  }

  public Optional<TaskGroup> group(int id) {
    for (TaskGroup group : groups) {
      if (group.id() == id) {
        return Optional.of(group);
      }
    }
    return Optional.empty();
  }

  /** A new spec is tried, also where nothing has arrived for long. */
  SupervisorState withRevision(String revision) {
    return new SupervisorState(
        epoch, revision, stream, offsets, commit, groups, autoscaler, null, handoff, jumps);
  }

  SupervisorState withStream(StreamDescription description) {
    return new SupervisorState(
        epoch,
        acceptedRevision,
        description,
        offsets,
        commit,
        groups,
        autoscaler,
        quiet,
        handoff,
        jumps);
  }

  SupervisorState withEpoch(long next) {
    return new SupervisorState(
        next, acceptedRevision, stream, offsets, commit, groups, autoscaler, quiet, handoff, jumps);
  }

  SupervisorState withGroups(List<TaskGroup> next) {
    return new SupervisorState(
        epoch, acceptedRevision, stream, offsets, commit, next, autoscaler, quiet, handoff, jumps);
  }

  SupervisorState withAutoscaler(@Nullable AutoscalerState next) {
    return new SupervisorState(
        epoch, acceptedRevision, stream, offsets, commit, groups, next, quiet, handoff, jumps);
  }

  SupervisorState withQuiet(@Nullable Quiet next) {
    return new SupervisorState(
        epoch, acceptedRevision, stream, offsets, commit, groups, autoscaler, next, handoff, jumps);
  }

  SupervisorState withHandoff(@Nullable EarlyHandoff next) {
    return new SupervisorState(
        epoch, acceptedRevision, stream, offsets, commit, groups, autoscaler, quiet, next, jumps);
  }

  /** Where {@code change} leaves every group as it is, this state itself. */
  @SuppressWarnings("ReferenceEquality") // the very same, which is what unchanged means here
  SupervisorState mappingGroups(UnaryOperator<TaskGroup> change) {
    List<TaskGroup> next = Mapping.each(groups, change);
    return next == groups ? this : withGroups(next);
  }

  /** The state after {@code next}, which moves positions. */
  SupervisorState committing(Commit next) {
    return new SupervisorState(
        next.epoch(),
        acceptedRevision,
        stream,
        offsets.without(next.from().partitions()).with(next.to()),
        next,
        groups,
        autoscaler,
        quiet,
        handoff,
        jumps);
  }

  SupervisorState withJumps(Jumps next) {
    return new SupervisorState(
        epoch, acceptedRevision, stream, offsets, commit, groups, autoscaler, quiet, handoff, next);
  }
}
