package io.millrace.simulator;

import io.millrace.operator.Reason;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Plan;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.Report;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies of what is observed and planned, with one thing in them changed. */
final class Tampering {

  private Tampering() {}

  /** Every manifest seems to begin where its partitions are committed. */
  static Observation withStartsAtCommitted(Observation of) {
    Map<GenerationKey, LeftManifests> left = new HashMap<>();
    of.left()
        .forEach(
            (generation, manifests) ->
                left.put(
                    generation,
                    RecordCopy.with(manifests, "found", atCommitted(of, manifests.found()))));
    return withReports(
        RecordCopy.with(of, "left", left),
        (pod, report) -> RecordCopy.with(report, "prepared", atCommitted(of, report.prepared())));
  }

  /** The ledger seems to have every entry up to status. */
  static Observation withEntriesUpToStatus(Observation of) {
    if (!(of.ledger() instanceof LedgerObservation.Read read) || read.head() == null) {
      return of;
    }
    LedgerSnapshot head = RecordCopy.with(read.head(), "commit", of.state().commits());
    return RecordCopy.with(
        of,
        "ledger",
        RecordCopy.with(
            read, "head", RecordCopy.with(head, "positions", of.state().offsets().text())));
  }

  /** The chain of an earlier supervisor is not seen, and its owner seems to be this one. */
  static Observation withoutChainOfOthers(Observation of) {
    if (of.state().commit() != null
        || !(of.ledger() instanceof LedgerObservation.Read read)
        || read.owner() == null) {
      return of;
    }
    LedgerOwner mine = RecordCopy.with(read.owner(), "supervisorUid", of.uid());
    return RecordCopy.with(
        of, "ledger", RecordCopy.with(RecordCopy.with(read, "owner", mine), "head", null));
  }

  /** Every place where a task has cut seems to be a recorded checkpoint. */
  static Observation withEndsAsCheckpoints(Observation of) {
    List<Positions> ends =
        of.pods().stream()
            .filter(pod -> pod.report() != null)
            .flatMap(pod -> pod.report().prepared().stream())
            .map(prepared -> Positions.of(prepared.manifest().end()))
            .toList();
    return RecordCopy.with(
        of,
        "state",
        withGenerations(
            of.state(),
            (group, generation) ->
                generation.start() == null || generation.replicas() == 1
                    ? generation
                    : RecordCopy.with(
                        generation,
                        "checkpoints",
                        ends.stream()
                            .map(end -> generation.start().with(end.only(generation.partitions())))
                            .toList())));
  }

  /** A checkpoint that is new is where the last of the replicas is. */
  static Plan withCheckpointsAtSlowest(Observation seen, Plan of) {
    return atNewCheckpoints(seen, of, (group, generation) -> slowest(seen, group, generation));
  }

  /** A checkpoint that is new is where the boundary before it is. */
  static Plan withCheckpointsRepeated(Observation seen, Plan of) {
    return atNewCheckpoints(seen, of, (group, generation) -> repeating(generation));
  }

  private static Generation repeating(Generation generation) {
    List<Positions> checkpoints = new ArrayList<>(generation.checkpoints());
    checkpoints.removeLast();
    checkpoints.add(checkpoints.isEmpty() ? generation.start() : checkpoints.getLast());
    return RecordCopy.with(generation, "checkpoints", checkpoints);
  }

  private static Generation slowest(Observation seen, TaskGroup group, Generation generation) {
    Positions start = generation.start();
    if (start == null) {
      return generation;
    }
    List<Positions> checkpoints = new ArrayList<>(generation.checkpoints());
    Positions furthest = checkpoints.removeLast();
    Positions before = checkpoints.isEmpty() ? start : checkpoints.getLast();
    Positions slowest =
        seen.pods().stream()
            .filter(pod -> pod.name().group() == group.id())
            .filter(pod -> pod.name().generation() == generation.number())
            .filter(pod -> pod.report() != null && !pod.report().positions().isEmpty())
            .map(pod -> before.laterOf(Positions.of(pod.report().positions())))
            .filter(positions -> !positions.equals(before))
            .reduce(furthest, (one, other) -> one.atOrBefore(other) ? one : other);
    checkpoints.add(slowest);
    return RecordCopy.with(generation, "checkpoints", checkpoints);
  }

  /** Where a checkpoint is new, what its replicas wait for is accepted at once. */
  static Plan withBoundsMovedAtCheckpoints(Observation seen, Plan of) {
    return atNewCheckpoints(
        seen, of, (group, generation) -> accepting(generation, wanted(seen, group, generation)));
  }

  private static Generation accepting(Generation generation, Optional<Instant> latest) {
    MessageTimeBounds bounds = generation.messageTimeBounds();
    return latest.isEmpty()
        ? generation
        : RecordCopy.with(
            generation, "messageTimeBounds", new MessageTimeBounds(bounds.minimum(), latest.get()));
  }

  private static Optional<Instant> wanted(
      Observation seen, TaskGroup group, Generation generation) {
    return seen.pods().stream()
        .filter(pod -> pod.name().group() == group.id())
        .filter(pod -> pod.name().generation() == generation.number())
        .filter(pod -> pod.report() != null)
        .flatMap(pod -> Stream.ofNullable(pod.report().messageTimeWanted()))
        .max(Comparator.naturalOrder());
  }

  private static boolean hasNewCheckpoint(
      Observation seen, TaskGroup group, Generation generation) {
    return !generation.checkpoints().isEmpty()
        && seen.state()
            .group(group.id())
            .flatMap(same -> same.generation(generation.number()))
            .filter(same -> same.checkpoints().size() < generation.checkpoints().size())
            .isPresent();
  }

  /** Every task seems to stand still as it was told. */
  static Observation withEverybodyPaused(Observation of) {
    return withReports(
        of,
        (pod, report) ->
            report.oldestStart() == null
                ? report
                : of.state()
                    .group(pod.name().group())
                    .flatMap(group -> group.generation(pod.name().generation()))
                    .filter(generation -> generation.replicas() > 1)
                    .map(generation -> RecordCopy.with(report, "pausedAt", generation.assignment()))
                    .orElse(report));
  }

  static Plan withGenerations(Plan of, UnaryOperator<Generation> change) {
    return withGenerations(of, (group, generation) -> change.apply(generation));
  }

  private static Plan withGenerations(
      Plan of, BiFunction<TaskGroup, Generation, Generation> change) {
    return RecordCopy.with(of, "next", withGenerations(of.next(), change));
  }

  /** Generations of which a checkpoint is new are changed. */
  private static Plan atNewCheckpoints(
      Observation seen, Plan of, BiFunction<TaskGroup, Generation, Generation> change) {
    return withGenerations(
        of,
        (group, generation) ->
            hasNewCheckpoint(seen, group, generation)
                ? change.apply(group, generation)
                : generation);
  }

  /** Those whose end is committed are changed. */
  static Plan withCommittedGenerations(Plan of, UnaryOperator<Generation> change) {
    return withGenerations(
        of,
        generation ->
            generation.phase() == Phase.COMMITTED ? change.apply(generation) : generation);
  }

  /** Checkpoints that status has already are forgotten. */
  static Plan withoutRecordedCheckpoints(Observation seen, Plan plan) {
    Set<Positions> recorded =
        seen.state().groups().stream()
            .flatMap(group -> group.generations().stream())
            .flatMap(generation -> generation.checkpoints().stream())
            .collect(Collectors.toSet());
    return withGenerations(
        plan,
        generation ->
            RecordCopy.with(
                generation,
                "checkpoints",
                generation.checkpoints().stream()
                    .filter(checkpoint -> !recorded.contains(checkpoint))
                    .toList()));
  }

  static Generation withOneReplicaMore(Generation of) {
    List<Attempt> attempts = new ArrayList<>(of.attempts());
    attempts.add(
        RecordCopy.with(attempts.getLast(), "number", attempts.getLast().number() + 1_000));
    return RecordCopy.with(of, "attempts", attempts);
  }

  /** Replacements that are new start at the newest checkpoint where that lies ahead. */
  static Plan withReplacementsAtCheckpoints(Observation seen, Plan plan) {
    return withGenerations(
        plan,
        (group, generation) ->
            RecordCopy.with(
                generation,
                "attempts",
                generation.attempts().stream()
                    .map(
                        attempt ->
                            attempt.number() < generation.replicas()
                                    || startOf(seen.state(), group, generation, attempt).isPresent()
                                ? attempt
                                : atCheckpoint(generation, attempt))
                    .toList()));
  }

  private static Attempt atCheckpoint(Generation generation, Attempt attempt) {
    return attempt.start() == null || generation.checkpoints().isEmpty()
        ? attempt
        : RecordCopy.with(
            attempt, "start", attempt.start().laterOf(generation.checkpoints().getLast()));
  }

  private static Optional<Positions> startOf(
      SupervisorState state, TaskGroup group, Generation generation, Attempt attempt) {
    return state
        .group(group.id())
        .flatMap(same -> same.generation(generation.number()))
        .flatMap(same -> same.attempt(attempt.number()))
        .map(Attempt::start);
  }

  /** Pods that {@code plan} replaces, where it does since others committed what they hold. */
  static Set<ObservedPod> stranded(Observation seen, Plan plan) {
    boolean some =
        plan.actions().stream()
            .anyMatch(
                action ->
                    action instanceof Action.Announce said
                        && said.reason() == Reason.AttemptSuperseded);
    return some
        ? seen.pods().stream()
            .filter(pod -> isPresent(seen.state(), pod) && !isPresent(plan.next(), pod))
            .collect(Collectors.toSet())
        : Set.of();
  }

  private static boolean isPresent(SupervisorState state, ObservedPod pod) {
    return state
        .group(pod.name().group())
        .flatMap(group -> group.generation(pod.name().generation()))
        .flatMap(generation -> generation.attempt(pod.name().attempt()))
        .isPresent();
  }

  /** What the tasks in {@code pods} hold seems to begin where {@code committed} is. */
  static Observation withOldestStartsAt(
      Observation of, Positions committed, Set<ObservedPod> pods) {
    return withReports(
        of,
        (pod, report) ->
            of.state()
                .group(pod.name().group())
                .flatMap(group -> group.generation(pod.name().generation()))
                .filter(generation -> pods.contains(pod))
                .map(generation -> begin(generation, committed))
                .map(begin -> RecordCopy.with(report, "oldestStart", begin.text()))
                .orElse(report));
  }

  private static Positions begin(Generation generation, Positions committed) {
    Positions own = committed.only(generation.partitions());
    Positions reached = generation.end() == null ? own : own.earlierOf(generation.end());
    return generation.start() == null ? reached : generation.start().laterOf(reached);
  }

  /** Only those manifests are known that are {@code kept}. */
  static Observation withManifests(Observation of, Predicate<Prepared> kept) {
    Map<GenerationKey, LeftManifests> left = new HashMap<>();
    of.left()
        .forEach(
            (generation, manifests) ->
                left.put(
                    generation,
                    RecordCopy.with(
                        manifests, "found", manifests.found().stream().filter(kept).toList())));
    return withReports(
        RecordCopy.with(of, "left", left),
        (pod, report) ->
            RecordCopy.with(report, "prepared", report.prepared().stream().filter(kept).toList()));
  }

  /** Pods of generations that status does not know of yet are deleted. */
  static Plan withFuturePodsDeleted(Observation seen, Plan plan) {
    if (!plan.next().equals(seen.state())) {
      return plan;
    }
    List<Action> actions = new ArrayList<>(plan.actions());
    seen.pods().stream()
        .filter(pod -> !pod.isTerminating())
        .filter(
            pod ->
                seen.state()
                    .group(pod.name().group())
                    .filter(group -> pod.name().generation() >= group.nextGeneration())
                    .isPresent())
        .forEach(pod -> actions.add(new Action.DeletePod(pod.name(), pod.uid())));
    return RecordCopy.with(plan, "actions", actions);
  }

  private static SupervisorState withGenerations(
      SupervisorState of, BiFunction<TaskGroup, Generation, Generation> change) {
    List<TaskGroup> groups =
        of.groups().stream()
            .map(
                group ->
                    RecordCopy.with(
                        group,
                        "generations",
                        group.generations().stream()
                            .map(generation -> change.apply(group, generation))
                            .toList()))
            .toList();
    return RecordCopy.with(of, "groups", groups);
  }

  static Observation withoutLastScaleAction(Observation of, AutoscalerState autoscaler) {
    return RecordCopy.with(
        of,
        "state",
        RecordCopy.with(of.state(), "autoscaler", RecordCopy.with(autoscaler, "changedAt", null)));
  }

  static Plan withEndingGenerations(Plan of, Map<Integer, Integer> ending) {
    EarlyHandoff handoff = of.next().handoff();
    return handoff == null
        ? of
        : RecordCopy.with(
            of,
            "next",
            RecordCopy.with(
                of.next(), "handoff", RecordCopy.with(handoff, "ending", new TreeMap<>(ending))));
  }

  static Plan withAutoscaler(Plan of, AutoscalerState autoscaler) {
    return RecordCopy.with(of, "next", RecordCopy.with(of.next(), "autoscaler", autoscaler));
  }

  /** Groups without a generation that reads begin at once, at what is committed. */
  static Plan withStandbysOfNewGroupsReading(Plan of) {
    List<TaskGroup> groups =
        of.next().groups().stream()
            .map(group -> group.open().isPresent() ? group : reading(of, group))
            .toList();
    return RecordCopy.with(of, "next", RecordCopy.with(of.next(), "groups", groups));
  }

  private static TaskGroup reading(Plan of, TaskGroup group) {
    return RecordCopy.with(
        group,
        "generations",
        group.generations().stream()
            .map(
                generation ->
                    generation.phase() == Phase.STANDBY
                        ? readingFrom(generation, of.next().offsets().only(generation.partitions()))
                        : generation)
            .toList());
  }

  /** A generation that begins to read does so at what is committed. */
  static Plan withFollowersAtCommitted(Observation seen, Plan of) {
    return withGenerations(
        of,
        (group, generation) ->
            generation.phase() == Phase.READING && isStandby(seen, group, generation)
                ? readingFrom(generation, of.next().offsets().only(generation.partitions()))
                : generation);
  }

  private static boolean isStandby(Observation seen, TaskGroup group, Generation generation) {
    return seen.state()
        .group(group.id())
        .flatMap(same -> same.generation(generation.number()))
        .filter(same -> same.phase() == Phase.STANDBY)
        .isPresent();
  }

  private static Generation readingFrom(Generation standby, Positions start) {
    Generation from =
        RecordCopy.with(
            standby,
            "attempts",
            standby.attempts().stream()
                .map(attempt -> RecordCopy.with(attempt, "start", start))
                .toList());
    return RecordCopy.with(RecordCopy.with(from, "start", start), "phase", Phase.READING);
  }

  static Plan withoutEmptyGroups(Plan of) {
    List<TaskGroup> groups =
        of.next().groups().stream()
            .filter(group -> !group.isEmpty() || !group.generations().isEmpty())
            .toList();
    return RecordCopy.with(of, "next", RecordCopy.with(of.next(), "groups", groups));
  }

  /** Whether partitions that belonged to a group belong to another one now. */
  static boolean isRescale(SupervisorState before, SupervisorState after) {
    return before.groups().stream()
        .anyMatch(
            group ->
                after
                    .group(group.id())
                    .filter(same -> !same.partitions().containsAll(group.partitions()))
                    .isPresent());
  }

  static boolean isReset(Observation seen, Plan plan) {
    return isCommit(seen, plan, LedgerEntry.Kind.RESET);
  }

  /** Whether {@code plan} makes a commit of this kind. */
  static boolean isCommit(Observation seen, Plan plan, LedgerEntry.Kind kind) {
    Commit commit = plan.next().commit();
    return commit != null && commit.kind() == kind && !commit.equals(seen.state().commit());
  }

  /** What the newest commit sets is set to where the stream ends. */
  static Plan withCommitToTheEnd(Observation seen, Plan plan) {
    Commit commit = plan.next().commit();
    if (commit == null || !(seen.stream() instanceof StreamObservation.Known known)) {
      return plan;
    }
    Positions to = known.latest().only(commit.to().partitions());
    SupervisorState next =
        RecordCopy.with(plan.next(), "commit", RecordCopy.with(commit, "to", to));
    return RecordCopy.with(plan, "next", RecordCopy.with(next, "offsets", next.offsets().with(to)));
  }

  static Plan withGroups(Plan of, UnaryOperator<TaskGroup> change) {
    List<TaskGroup> groups = of.next().groups().stream().map(change).toList();
    return RecordCopy.with(of, "next", RecordCopy.with(of.next(), "groups", groups));
  }

  /** Whatever retention took is given up as soon as a commit may be made. */
  static Plan withLostAtOnce(Observation seen, Plan plan) {
    SupervisorState state = seen.state();
    if (!plan.next().equals(state)
        || state.commit() == null
        || !(seen.ledger() instanceof LedgerObservation.Read read)
        || read.entries() != state.commits()
        || !(seen.stream() instanceof StreamObservation.Known known)) {
      return plan;
    }
    SortedSet<PartitionId> passed = new TreeSet<>(state.offsets().partitions());
    passed.removeIf(
        partition ->
            !known.earliest().has(partition)
                || known.earliest().at(partition).compareTo(state.offsets().at(partition)) <= 0);
    if (passed.isEmpty()) {
      return plan;
    }
    Positions to = known.earliest().only(passed);
    Commit lost =
        new Commit(
            state.commits() + 1,
            LedgerEntry.Kind.LOST,
            seen.now(),
            state.epoch(),
            state.offsets().only(passed),
            to,
            List.of(),
            0,
            0);
    SupervisorState next =
        RecordCopy.with(
            RecordCopy.with(state, "offsets", state.offsets().with(to)), "commit", lost);
    return RecordCopy.with(plan, "next", next);
  }

  /** A range that is given up ends where the stream begins, whoever has read some of it. */
  static Plan withLostUpToTheBeginning(Observation seen, Plan plan) {
    Commit lost = plan.next().commit();
    if (lost == null
        || lost.kind() != LedgerEntry.Kind.LOST
        || lost.equals(seen.state().commit())
        || !(seen.stream() instanceof StreamObservation.Known known)) {
      return plan;
    }
    Positions to = known.earliest().only(lost.to().partitions());
    SupervisorState next = RecordCopy.with(plan.next(), "offsets", plan.next().offsets().with(to));
    return RecordCopy.with(
        plan, "next", RecordCopy.with(next, "commit", RecordCopy.with(lost, "to", to)));
  }

  /**
   * Groups that begin anew at a reset only since they follow others stay as they were. Those that
   * they follow begin with the next plan.
   */
  static Plan withFollowingGroupsAsTheyWere(Observation seen, Plan plan) {
    Commit reset = plan.next().commit();
    if (reset == null || !isReset(seen, plan)) {
      return plan;
    }
    Set<PartitionId> moved = new HashSet<>(reset.from().partitions());
    moved.addAll(reset.to().partitions());
    Set<Integer> following =
        seen.state().groups().stream()
            .filter(group -> beginsAnew(group, plan.next()) && holdsNoneOf(moved, group))
            .map(TaskGroup::id)
            .collect(Collectors.toSet());
    return following.isEmpty()
        ? plan
        : withGroups(
            plan,
            group -> following.contains(group.id()) ? before(seen, group) : bare(seen, group));
  }

  private static boolean beginsAnew(TaskGroup before, SupervisorState next) {
    return next.group(before.id()).filter(same -> same.epoch() != before.epoch()).isPresent();
  }

  private static TaskGroup before(Observation seen, TaskGroup group) {
    return seen.state().group(group.id()).orElse(group);
  }

  private static TaskGroup bare(Observation seen, TaskGroup group) {
    return before(seen, group).epoch() == group.epoch()
        ? group
        : RecordCopy.with(group, "generations", List.of());
  }

  private static boolean holdsNoneOf(Set<PartitionId> partitions, TaskGroup group) {
    return Collections.disjoint(group.partitions(), partitions)
        && group.generations().stream()
            .filter(generation -> generation.phase() != Phase.COMMITTED)
            .allMatch(generation -> Collections.disjoint(generation.partitions(), partitions));
  }

  static Plan withoutOffsets(Plan of) {
    return RecordCopy.with(of, "next", RecordCopy.with(of.next(), "offsets", Positions.NONE));
  }

  /** Every attempt that follows another starts at {@code start}. */
  static Generation withReplacementsFrom(Generation of, @Nullable Positions start) {
    return RecordCopy.with(
        of,
        "attempts",
        of.attempts().stream()
            .map(
                attempt ->
                    attempt.number() < of.replicas()
                        ? attempt
                        : RecordCopy.with(attempt, "start", start))
            .toList());
  }

  private static Observation withReports(Observation of, ReportChange change) {
    return RecordCopy.with(
        of,
        "pods",
        of.pods().stream()
            .map(
                pod ->
                    pod.report() == null
                        ? pod
                        : RecordCopy.with(pod, "report", change.apply(pod, pod.report())))
            .toList());
  }

  private static List<Prepared> atCommitted(Observation of, List<Prepared> manifests) {
    return manifests.stream().map(prepared -> atCommitted(of, prepared)).toList();
  }

  private static Prepared atCommitted(Observation of, Prepared prepared) {
    Positions start = Positions.of(prepared.manifest().start());
    return RecordCopy.with(
        prepared,
        "manifest",
        RecordCopy.with(
            prepared.manifest(), "start", of.state().offsets().only(start.partitions()).text()));
  }

  /** A change of what a task said. */
  @FunctionalInterface
  interface ReportChange {
    Report apply(ObservedPod pod, Report report);
  }

  /** The same as if every topic that status knows were still the one that it was. */
  static Observation withTopicsAsTheyWere(Observation seen) {
    StreamDescription then = seen.state().stream();
    return then != null && seen.stream() instanceof StreamObservation.Known known
        ? RecordCopy.with(
            seen, "stream", RecordCopy.with(known, "description", known.description().beside(then)))
        : seen;
  }
}
