package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One of several topics was deleted, or created again. Its partitions keep their committed
 * positions and leave their groups. A group with a generation that cannot reach its end without
 * them gets a new epoch and goes on from what is committed, once all is committed that was prepared
 * before. So does a group that reads on where such a generation was to end, since a partition had
 * moved, with what it has prepared of them too; no other group notices anything.
 */
final class LostTopics {

  private LostTopics() {}

  /** Topics that have positions and are not there any more, or are other ones than those. */
  static List<String> names(StreamObservation.Known known, SupervisorState state) {
    StreamDescription then = state.stream();
    return then == null ? List.of() : known.description().changedTopics(then);
  }

  /** Partitions whose positions belong to a topic that is lost, as far as the stream is known. */
  static SortedSet<PartitionId> partitions(Observation observation) {
    List<String> topics =
        observation.stream() instanceof StreamObservation.Known known
            ? names(known, observation.state())
            : List.of();
    if (topics.isEmpty()) {
      return Collections.emptySortedSet();
    }
    SortedSet<PartitionId> lost = new TreeSet<>(observation.state().offsets().partitions());
    lost.removeIf(partition -> partition.topic().filter(topics::contains).isEmpty());
    return lost;
  }

  /** Whether a group has something of a lost topic to read or to commit. */
  static boolean concern(Observation observation, TaskGroup group, SortedSet<PartitionId> lost) {
    return !Collections.disjoint(group.partitions(), lost) || holdUp(observation, group, lost);
  }

  static void apply(Draft draft) {
    SortedSet<PartitionId> lost = partitions(draft.observation());
    if (!lost.isEmpty() && LedgerRules.mayCommit(draft.observation())) {
      for (TaskGroup group : draft.state().groups()) {
        // one that followed another may have begun anew by now
        draft.state().group(group.id()).ifPresent(present -> leave(draft, present, lost));
      }
    }
  }

  private static void leave(Draft draft, TaskGroup group, SortedSet<PartitionId> lost) {
    boolean holds =
        Stream.concat(
                Stream.of(group.partitions()),
                group.generations().stream().map(Generation::partitions))
            .anyMatch(partitions -> !Collections.disjoint(partitions, lost));
    if (!holds) {
      return;
    }
    SortedSet<PartitionId> rest = new TreeSet<>(group.partitions());
    rest.removeAll(lost);
    List<Generation> stuck = stuck(group, draft.observation(), lost);
    if (stuck.isEmpty()) {
      TaskGroup without =
          group
              .standby()
              .filter(standby -> !Collections.disjoint(standby.partitions(), lost))
              .map(standby -> group.without(standby.number()))
              .orElse(group);
      draft.replace(without.withPartitions(rest));
    } else if (nothingIsOnItsWay(draft.observation(), group, stuck)) {
      Set<Integer> following = Transit.following(draft.state(), Set.of(group.id()));
      boolean mayBegin =
          following.stream()
              .flatMap(id -> draft.state().group(id).stream())
              .allMatch(other -> mayBeginAnew(draft.observation(), other, lost));
      if (mayBegin) {
        supersede(draft, group, rest, lost, following);
      }
    }
  }

  /**
   * Whether a group that follows another has nothing on its way of a topic that is lost. What it
   * has of others is read again.
   */
  private static boolean mayBeginAnew(
      Observation observation, TaskGroup group, Set<PartitionId> lost) {
    List<Generation> stuck = stuck(group, observation, lost);
    return stuck.isEmpty() || nothingIsOnItsWay(observation, group, stuck);
  }

  /**
   * Whether the way to its end leads through a partition that is lost: an attempt that began now
   * would only notice and end.
   */
  static boolean isStuck(Observation observation, Generation generation, Set<PartitionId> lost) {
    Positions end = generation.end();
    Positions committed = observation.state().offsets();
    return !lost.isEmpty()
        && generation.start() != null
        && generation.phase() != Phase.COMMITTED
        && generation.partitions().stream()
            .filter(partition -> lost.contains(partition))
            .anyMatch(
                partition ->
                    end == null || committed.at(partition).compareTo(end.at(partition)) < 0);
  }

  /** Whether the group waits to go on from what is committed: until then nothing new begins. */
  static boolean holdUp(Observation observation, TaskGroup group, Set<PartitionId> lost) {
    return !lost.isEmpty()
        && group.generations().stream()
            .anyMatch(generation -> isStuck(observation, generation, lost));
  }

  /** The Pods that the group waits for before it goes on without the topics that are lost. */
  static List<ObservedPod> mayPrepare(
      Observation observation, TaskGroup group, Set<PartitionId> lost) {
    return mayPrepare(observation, group, stuck(group, observation, lost));
  }

  /** Says of the first of {@code tasks} that it is waited for; empty when there is none. */
  static Optional<String> waiting(List<ObservedPod> tasks) {
    return tasks.stream()
        .min(Comparator.comparing(pod -> pod.name().toString()))
        .map(
            pod ->
                "waits for task %s%s: it may still prepare what it has read of a topic that is gone, which nobody could read again. That ends with its Pod, which is deleted if its task does not answer for %d seconds. Delete it if it is to end now"
                    .formatted(
                        pod.name(),
                        tasks.size() == 1 ? "" : " and %d more".formatted(tasks.size() - 1),
                        LostTouch.SILENCE.toSeconds()));
  }

  private static List<ObservedPod> mayPrepare(
      Observation observation, TaskGroup group, List<Generation> stuck) {
    return stuck.stream()
        .flatMap(generation -> observation.pods(group, generation).stream())
        .filter(pod -> pod.mayPrepare(observation.now()))
        .toList();
  }

  private static List<Generation> stuck(
      TaskGroup group, Observation observation, Set<PartitionId> lost) {
    return group.generations().stream()
        .filter(generation -> isStuck(observation, generation, lost))
        .toList();
  }

  /**
   * Whether all that was prepared is known and committed, as far as it can be, and no task is there
   * that may prepare more: one that reads a lost topic notices and ends.
   */
  private static boolean nothingIsOnItsWay(
      Observation observation, TaskGroup group, List<Generation> stuck) {
    return mayPrepare(observation, group, stuck).isEmpty()
        && group.generations().stream()
            .filter(generation -> generation.start() != null)
            .allMatch(
                generation ->
                    AttemptRules.wasLookedFor(observation, group, generation)
                        && Candidates.of(observation, group, generation).stream()
                            .noneMatch(
                                prepared ->
                                    Positions.of(prepared.manifest().start())
                                        .equalWithin(observation.state().offsets())));
  }

  private static void supersede(
      Draft draft,
      TaskGroup group,
      SortedSet<PartitionId> rest,
      SortedSet<PartitionId> lost,
      Set<Integer> following) {
    long epoch = draft.state().epoch() + 1;
    SortedSet<PartitionId> left = new TreeSet<>(lost);
    left.retainAll(
        group.generations().stream().flatMap(each -> each.partitions().stream()).toList());
    draft.become(draft.state().withEpoch(epoch));
    draft.replace(GroupRules.anew(draft, group, epoch).withPartitions(rest));
    following.stream()
        .flatMap(id -> draft.state().group(id).stream())
        .forEach(other -> draft.replace(GroupRules.anew(draft, other, epoch)));
    draft.warn(
        Reason.TopicChanged,
        "task group %d goes on from what is committed, with epoch %d, without %s of topics that were deleted or created again: %s"
            .formatted(
                group.id(),
                epoch,
                Counted.of(left.size(), "partition"),
                NamedPartitions.list(left)));
  }
}
