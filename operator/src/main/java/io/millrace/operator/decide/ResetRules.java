package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets positions where the user asks for it, and where the stream is another one than before. The
 * groups that hold such a partition get a new epoch, so that nothing that was prepared before can
 * commit after; all others read and commit on.
 */
final class ResetRules {

  /** What is done where nobody has to ask for it. */
  private static final ResetRequest TO_THE_BEGINNING =
      new ResetRequest(
          0, ResetRequest.To.EARLIEST, null, Positions.NONE, Collections.emptySortedSet());

  private ResetRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    tellOfOlderNonce(draft);
    Optional<ResetRequest> pending = observation.pendingReset();
    if (pending.isEmpty() || !mayAct(observation) || !isInForce(observation)) {
      return;
    }
    ResetRequest request = pending.get();
    if (observation.stream() instanceof StreamObservation.Known known
        && request.equals(known.question().reset())) {
      LostTopicsReset topics = new LostTopicsReset(request, known, draft.observation());
      switch (topics.target()) {
        case ResetTarget.Refused refused -> refuse(draft, request, refused.why());
        case ResetTarget.Unanswered waits -> tellOfUnanswered(draft, request.recorded(), waits);
        case ResetTarget.Found found ->
            moveTo(draft, found.to(), topics, request.recorded().withOtherTopics(topics.topics()));
      }
    }
  }

  /** Once the groups concerned have committed what they prepared of topics that are lost. */
  private static void moveTo(Draft draft, Positions to, LostTopicsReset topics, LedgerReset reset) {
    SupervisorState state = draft.state();
    SortedSet<PartitionId> lost = LostTopics.partitions(draft.observation());
    SortedSet<PartitionId> moved = topics.left();
    moved.addAll(to.partitions());
    Set<Integer> concerned = concerned(state, moved);
    List<TaskGroup> waiting =
        state.groups().stream()
            .filter(group -> concerned.contains(group.id()))
            .filter(group -> LostTopics.concern(draft.observation(), group, lost))
            .toList();
    if (waiting.isEmpty()) {
      draft.become(state.withStream(topics.stream()));
      List<Jump> jumps = jump(draft, state.offsets().only(moved), to, reset, concerned);
      remember(draft, reset, jumps);
      announce(draft, reset, jumps);
    } else {
      tellOfWaiting(
          draft,
          reset,
          waiting.stream()
              .flatMap(group -> LostTopics.mayPrepare(draft.observation(), group, lost).stream())
              .toList());
    }
  }

  /**
   * Goes on with a stream that was created anew, once all is committed that was prepared from the
   * one before.
   */
  static void applyToChangedStream(Draft draft) {
    Observation observation = draft.observation();
    if (!mayAct(observation)
        || !(observation.stream() instanceof StreamObservation.Known known)
        || known.description().partitions().isEmpty()) {
      return;
    }
    Optional<ResetRequest> pending = observation.pendingReset().filter(r -> isInForce(observation));
    if (pending.isEmpty() && !isAutomatic(observation, known)) {
      return;
    }
    ResetRequest request = pending.orElse(TO_THE_BEGINNING);
    LedgerReset recorded =
        pending.isPresent() ? request.recorded() : new LedgerReset(null, request.to().text());
    if (!nothingIsLeftToPrepare(observation)) {
      tellOfWaiting(draft, recorded, mayPrepare(observation));
    } else if (pending.isEmpty() || request.equals(known.question().reset())) {
      setAll(draft, known, request, recorded);
    }
  }

  /**
   * What is known of resets after a chain was taken over, or began: a number that counts as done,
   * and no positions that moved.
   */
  static Jumps known(Jumps before, @Nullable LedgerReset newest) {
    Long known = before.nonce();
    return newest == null || newest.nonce() == null || (known != null && known >= newest.nonce())
        ? before
        : before.with(new LastReset(newest.nonce(), newest.to(), null, List.of(), 0, 0, 0));
  }

  /** Shows that {@code reset} was done. */
  static void remember(Draft draft, LedgerReset reset, List<Jump> jumps) {
    Jumps before = draft.state().jumps();
    Long nonce = reset.nonce() == null ? before.nonce() : reset.nonce();
    draft.become(
        draft
            .state()
            .withJumps(
                before.with(LastReset.of(nonce, reset.to(), draft.observation().now(), jumps))));
  }

  private static boolean mayAct(Observation observation) {
    return observation.deletion() == null
        && observation.state().commit() != null
        && LedgerRules.mayCommit(observation);
  }

  /** A reset is done under the spec that it stands in, not under the one before. */
  private static boolean isInForce(Observation observation) {
    return observation.candidate() != null
        && observation.candidate().revision().equals(observation.state().acceptedRevision());
  }

  private static boolean isAutomatic(Observation observation, StreamObservation.Known known) {
    StreamDescription before = observation.state().stream();
    return observation.settings() != null
        && observation.settings().resetOffsetAutomatically()
        && before != null
        && known.description().clusterId().equals(before.clusterId());
  }

  private static void tellOfOlderNonce(Draft draft) {
    ResetRequest request = draft.observation().reset();
    Long done = draft.state().jumps().nonce();
    if (request != null && done != null && request.nonce() < done) {
      refuse(
          draft,
          request,
          "requests up to %d are done already; expected a higher nonce".formatted(done));
    }
  }

  private static void refuse(Draft draft, ResetRequest request, String why) {
    draft.find(
        Reason.ResetRefused,
        "spec.reset with nonce %d is not done: %s. Nothing was changed; correct it, or remove it"
            .formatted(request.nonce(), why));
  }

  private static void setAll(
      Draft draft, StreamObservation.Known known, ResetRequest request, LedgerReset recorded) {
    SortedSet<PartitionId> all = known.description().partitions();
    if (!request.concerned(all).containsAll(all)) {
      refuse(
          draft,
          request,
          "the stream is another one than before, so that all of its partitions %s have to be reset; found %s"
              .formatted(NamedPartitions.list(all), NamedPartitions.list(request.concerned(all))));
      return;
    }
    SortedSet<PartitionId> concerned = request.concerned(all);
    switch (ResetTarget.of(request, concerned, known, all, Positions.NONE)) {
      case ResetTarget.Refused refused -> refuse(draft, request, refused.why());
      case ResetTarget.Unanswered waits -> tellOfUnanswered(draft, recorded, waits);
      case ResetTarget.Found found -> goOnWith(draft, known.description(), found.to(), recorded);
    }
  }

  /** Of topics that are gone, positions stay, unless they are another cluster's. */
  private static void goOnWith(
      Draft draft, StreamDescription now, Positions to, LedgerReset reset) {
    SupervisorState state = draft.state();
    StreamDescription then = Objects.requireNonNull(state.stream());
    StreamDescription gone = then.without(now.topics().keySet());
    boolean sameCluster = now.clusterId().equals(then.clusterId());
    SortedSet<PartitionId> moved = state.offsets().partitions();
    moved.removeIf(
        partition ->
            sameCluster
                && partition.topic().filter(topic -> gone.topics().containsKey(topic)).isPresent());
    SortedSet<String> others = new TreeSet<>(now.topics().keySet());
    if (!sameCluster) {
      others.addAll(then.topics().keySet());
    }
    draft.become(state.withStream(sameCluster ? now.beside(gone) : now));
    draft.changeGroups(group -> group.withPartitions(common(group.partitions(), now.partitions())));
    Set<Integer> all = state.groups().stream().map(TaskGroup::id).collect(Collectors.toSet());
    LedgerReset recorded = reset.withOtherTopics(others);
    List<Jump> jumps = jump(draft, state.offsets().only(moved), to, recorded, all);
    remember(draft, recorded, jumps);
    draft.warn(
        Reason.PositionsReset,
        "%s, since the stream is another one than before, with epoch %d: %s"
            .formatted(what(reset), draft.state().epoch(), brief(jumps)));
  }

  private static List<Jump> jump(
      Draft draft, Positions from, Positions to, LedgerReset reset, Set<Integer> concerned) {
    SupervisorState state = draft.state();
    Instant now = draft.observation().now();
    long epoch = state.epoch() + 1;
    Commit commit =
        new Commit(
            state.commits() + 1,
            LedgerEntry.Kind.RESET,
            now,
            epoch,
            from,
            to,
            List.of(),
            0,
            0,
            reset);
    SortedSet<PartitionId> moved = new TreeSet<>(from.partitions());
    moved.addAll(to.partitions());
    draft.become(
        state
            .committing(commit)
            .withAutoscaler(measuringFrom(now, state.autoscaler()))
            .mappingGroups(
                group ->
                    concerned.contains(group.id())
                        ? GroupRules.anew(draft, group, epoch)
                        : withoutEndsOf(group, moved)));
    return moved.stream()
        .map(
            partition ->
                new Jump(
                    partition,
                    from.byPartition().get(partition),
                    to.byPartition().get(partition),
                    isOfAny(reset.otherTopics(), partition)))
        .toList();
  }

  /** Whether a partition is of one of {@code topics}; one without a name is of the only topic. */
  private static boolean isOfAny(List<String> topics, PartitionId partition) {
    return partition.topic().map(topics::contains).orElse(!topics.isEmpty());
  }

  private static @Nullable AutoscalerState measuringFrom(
      Instant now, @Nullable AutoscalerState autoscaler) {
    return autoscaler == null || autoscaler.since() == null ? autoscaler : autoscaler.since(now);
  }

  /** What follows begins where positions are now, not where a generation of before ended. */
  private static TaskGroup withoutEndsOf(TaskGroup group, SortedSet<PartitionId> moved) {
    TaskGroup left = group;
    for (Generation generation : group.generations()) {
      if (!Collections.disjoint(generation.partitions(), moved)) {
        left = left.without(generation.number());
      }
    }
    return left;
  }

  private static void announce(Draft draft, LedgerReset reset, List<Jump> jumps) {
    LastReset last = Objects.requireNonNull(draft.state().jumps().lastReset());
    draft.warn(
        Reason.PositionsReset,
        "%s: %s skipped, %s read again, with epoch %d%s: %s"
            .formatted(
                what(reset),
                Counted.of(last.skipped(), "position"),
                Counted.of(last.repeated(), "position"),
                draft.state().epoch(),
                reset.otherTopics().isEmpty()
                    ? ""
                    : "; nothing is counted of %s, created again or gone, whose positions before and now are of two topics"
                        .formatted(Excerpt.of(String.join(", ", reset.otherTopics()), 200)),
                brief(jumps)));
  }

  private static String what(LedgerReset reset) {
    return "%s to %s"
        .formatted(
            reset.nonce() == null ? "automatic reset" : "reset " + reset.nonce(), reset.to());
  }

  private static String brief(List<Jump> jumps) {
    return Excerpt.of(jumps.toString(), 400);
  }

  /**
   * The groups that hold a moved partition, and those that read on where such a group was to end.
   */
  private static Set<Integer> concerned(SupervisorState state, SortedSet<PartitionId> moved) {
    Set<Integer> concerned =
        state.groups().stream()
            .filter(group -> concerns(group, moved))
            .map(TaskGroup::id)
            .collect(Collectors.toSet());
    concerned.addAll(Transit.following(state, concerned));
    return concerned;
  }

  /** Whether the group reads a moved partition, or still has something to commit of one. */
  private static boolean concerns(TaskGroup group, SortedSet<PartitionId> moved) {
    return !Collections.disjoint(group.partitions(), moved)
        || group.generations().stream()
            .filter(generation -> generation.phase() != Phase.COMMITTED)
            .anyMatch(generation -> !Collections.disjoint(generation.partitions(), moved));
  }

  private static SortedSet<PartitionId> common(
      SortedSet<PartitionId> one, SortedSet<PartitionId> other) {
    SortedSet<PartitionId> common = new TreeSet<>(one);
    common.retainAll(other);
    return common;
  }

  /**
   * Whether every manifest is known, and no task is there to write another. A task that has read
   * from a stream that is gone notices and ends by itself; one that has failed may have written a
   * manifest that it does not know of, which is looked for once its Pod has ended.
   */
  private static boolean nothingIsLeftToPrepare(Observation observation) {
    return mayPrepare(observation).isEmpty()
        && observation.state().groups().stream()
            .allMatch(
                group ->
                    uncommitted(group)
                        .allMatch(each -> AttemptRules.wasLookedFor(observation, group, each)));
  }

  private static List<ObservedPod> mayPrepare(Observation observation) {
    return observation.state().groups().stream()
        .flatMap(
            group -> uncommitted(group).flatMap(each -> observation.pods(group, each).stream()))
        .filter(pod -> pod.mayPrepare(observation.now()))
        .toList();
  }

  private static Stream<Generation> uncommitted(TaskGroup group) {
    return group.generations().stream()
        .filter(generation -> generation.start() != null)
        .filter(generation -> generation.phase() != Phase.COMMITTED);
  }

  private static void tellOfUnanswered(
      Draft draft, LedgerReset reset, ResetTarget.Unanswered waits) {
    draft.find(
        Reason.ResetWaits,
        "%s waits for the stream to tell the positions of %s: %s says why it does not. The reset is done after that; one that does not concern them need not wait"
            .formatted(
                what(reset),
                NamedPartitions.list(waits.partitions()),
                Reason.StreamPartitionsUnreachable));
  }

  /** Says which task a reset waits for, of {@code tasks}; nothing when there is none. */
  private static void tellOfWaiting(Draft draft, LedgerReset reset, List<ObservedPod> tasks) {
    LostTopics.waiting(tasks)
        .ifPresent(
            waits ->
                draft.find(
                    Reason.ResetWaits,
                    "%s %s. The reset is done after that".formatted(what(reset), waits)));
  }
}
