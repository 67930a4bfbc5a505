package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.LedgerEntry;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What follows from the state as it is stored. */
final class Actions {

  /** A task whose end is committed is given this long to end by itself. */
  private static final Duration EXIT_GRACE = Duration.ofSeconds(60);

  private final Draft draft;
  private final Observation observation;
  private final SupervisorState state;
  private final List<Action> actions = new ArrayList<>();

  private Actions(Draft draft) {
    this.draft = draft;
    this.observation = draft.observation();
    this.state = draft.state();
  }

  static List<Action> of(Draft draft) {
    Actions actions = new Actions(draft);
    actions.forSpec();
    actions.forLedger();
    actions.forPods();
    actions.forRelease();
    actions.actions.addAll(draft.announcements());
    return actions.actions;
  }

  private void forSpec() {
    Observation.Candidate candidate = observation.candidate();
    if (candidate != null && !candidate.written() && observation.deletion() == null) {
      actions.add(new Action.WriteRevision(candidate.revision()));
    }
  }

  private void forLedger() {
    Commit commit = state.commit();
    switch (observation.ledger()) {
      case LedgerObservation.NotYet ignored -> actions.add(new Action.ReadLedger(state.commits()));
      case LedgerObservation.Failed ignored -> actions.add(new Action.ReadLedger(state.commits()));
      case LedgerObservation.Conflict ignored ->
          actions.add(new Action.ReadLedger(state.commits()));
      case LedgerObservation.Read read -> {
        if (read.entries() < state.commits() - 1) {
          actions.add(new Action.ReadLedger(state.commits()));
        } else if (commit != null && read.entries() == commit.sequence() - 1) {
          actions.add(new Action.RecordCommit(commit));
        } else if (LedgerOwnership.mustClaim(observation, read)) {
          claim();
        }
      }
    }
  }

  private void claim() {
    if (observation.stream() instanceof StreamObservation.Known known
        && observation.settings() != null
        && !known.description().partitions().isEmpty()) {
      actions.add(
          new Action.ClaimLedger(
              known.description().identity(known.description().partitions()),
              observation.settings().dataSource()));
    }
  }

  private void forPods() {
    if (discards()) {
      observation.pods().stream().filter(pod -> !pod.isTerminating()).forEach(this::delete);
      return;
    }
    boolean abandons = abandonsReading();
    if (abandons) {
      observation.pods().stream().filter(pod -> !pod.isTerminating()).forEach(this::delete);
    }
    boolean mayCreate =
        !abandons
            && draft.findings().stream().noneMatch(Finding::stalls)
            && (isRecorded() || !isBeginning());
    Set<PartitionId> lost = LostTopics.partitions(observation);
    for (TaskGroup group : state.groups()) {
      for (Generation generation : group.generations()) {
        look(group, generation);
        if (mayCreate && !LostTopics.isStuck(observation, generation, lost)) {
          generation.attempts().forEach(attempt -> create(group, generation, attempt));
        }
        assign(group, generation);
        if (!abandons) {
          deleteSilent(group, generation);
          deleteEarlier(group, generation);
          deleteCommitted(group, generation);
        }
      }
    }
    if (abandons) {
      return;
    }
    observation.pods().stream()
        .filter(this::isOfThePast)
        .filter(pod -> !pod.isTerminating())
        .forEach(this::delete);
  }

  /**
   * Whether the newest commit begins a chain or takes one over: no Pod is there before its entry.
   */
  private boolean isBeginning() {
    Commit commit = state.commit();
    return commit != null && (commit.sequence() == 1 || commit.kind() == LedgerEntry.Kind.TAKEOVER);
  }

  /** Whether the newest commit has its entry. */
  private boolean isRecorded() {
    return observation.ledger().has(state.commits());
  }

  private boolean discards() {
    return observation.deletion() != null && observation.deletion().discard();
  }

  /**
   * Whether the supervisor is being deleted and nothing more can be read: the Pods are stopped, and
   * what they prepared by then is all that is published.
   */
  private boolean abandonsReading() {
    Observation.Deletion deletion = observation.deletion();
    return deletion != null
        && (deletion.foreground()
            || draft.findings().stream()
                .anyMatch(finding -> finding.reason() == Reason.StreamChanged));
  }

  /** Whether all that Pods prepared is known, and none is there to prepare more. */
  private boolean nothingIsOnItsWay() {
    return observation.pods().stream().allMatch(ObservedPod::hasEnded)
        && (state.commit() == null || isRecorded())
        && state.groups().stream()
            .allMatch(
                group ->
                    group.generations().stream()
                        .filter(generation -> generation.start() != null)
                        .allMatch(
                            generation ->
                                AttemptRules.wasLookedFor(observation, group, generation)));
  }

  private void look(TaskGroup group, Generation generation) {
    if (generation.start() == null || generation.phase() == Phase.COMMITTED) {
      return;
    }
    Set<String> gone = AttemptRules.gonePods(observation, group, generation);
    if (!Candidates.left(observation, group, generation).lookedFor().containsAll(gone)) {
      actions.add(new Action.LookForManifests(Candidates.key(group, generation), gone));
    }
  }

  private void create(TaskGroup group, Generation generation, Attempt attempt) {
    boolean absent =
        observation.pod(group, generation, attempt).isEmpty()
            && !AttemptRules.isGone(observation, group, generation, attempt);
    boolean waits = attempt.retryAt() != null && observation.now().isBefore(attempt.retryAt());
    boolean winds = observation.winding() && generation.phase() == Phase.PAUSING;
    if (absent && !waits && !winds && AttemptRules.needsPod(generation, attempt)) {
      actions.add(
          new Action.CreatePod(
              PodName.of(observation, group, generation, attempt.number()),
              generation.revision(),
              group.epoch(),
              generation.replicas()));
    }
  }

  private void assign(TaskGroup group, Generation generation) {
    if (!isFinal(generation)) {
      return;
    }
    for (ObservedPod pod : observation.pods(group, generation)) {
      String address = pod.address();
      if (address != null && pod.report() != null && !pod.hasEnded()) {
        told(group, generation, pod)
            .map(told -> new Action.Assign(pod.name(), pod.uid(), address, told))
            .ifPresent(actions::add);
      }
    }
  }

  /** What the task in a Pod is told; one that another follows only if it has begun to read. */
  private Optional<Assignment> told(TaskGroup group, Generation generation, ObservedPod pod) {
    Optional<Attempt> present = generation.attempt(pod.name().attempt());
    boolean began = pod.report() != null && pod.report().oldestStart() != null;
    return present.isPresent()
        ? present
            .filter(attempt -> mayBegin(generation, attempt))
            .flatMap(attempt -> Assignments.of(state, group, generation, attempt))
        : Assignments.common(state, group, generation).filter(told -> began);
  }

  /** With several replicas nobody begins who was not seen ready: so all know who may have begun. */
  private static boolean mayBegin(Generation generation, Attempt attempt) {
    return generation.replicas() == 1 || attempt.readyAt() != null;
  }

  /** What is committed is acknowledged only once its ledger entry is there. */
  private boolean isFinal(Generation generation) {
    Commit commit = state.commit();
    return isRecorded()
        || commit == null
        || commit.manifests().stream()
            .noneMatch(manifest -> generation.committed().contains(manifest.path()));
  }

  /**
   * A task that reads a stream that is gone is waited for, since nobody else can read that again.
   * It notices and ends by itself; one that does not answer is told by the deletion of its Pod.
   */
  private void deleteSilent(TaskGroup group, Generation generation) {
    if (generation.phase() != Phase.COMMITTED && StreamRules.isLost(observation, generation)) {
      observation.presentPods(group, generation).stream()
          .filter(pod -> !pod.isTerminating() && pod.mayPrepare(observation.now()))
          .filter(pod -> LostTouch.isSilent(pod, observation.now()))
          .forEach(this::delete);
    }
  }

  private void deleteEarlier(TaskGroup group, Generation generation) {
    for (ObservedPod pod : AttemptRules.earlier(observation, group, generation)) {
      boolean known =
          generation.phase() == Phase.COMMITTED
              || generation.start() == null
              || Candidates.left(observation, group, generation)
                  .lookedFor()
                  .contains(pod.name().toString());
      if (!pod.isTerminating() && (!pod.hasEnded() || known)) {
        delete(pod);
      }
    }
  }

  private void deleteCommitted(TaskGroup group, Generation generation) {
    if (generation.phase() != Phase.COMMITTED || !isFinal(generation)) {
      return;
    }
    Commit commit = state.commit();
    boolean overdue = commit == null || observation.now().isAfter(commit.time().plus(EXIT_GRACE));
    observation.presentPods(group, generation).stream()
        .filter(
            pod -> !pod.isTerminating() && (pod.hasEnded() || overdue || !wasHeardOfLately(pod)))
        .forEach(this::delete);
  }

  private boolean wasHeardOfLately(ObservedPod pod) {
    Instant heard = pod.reportedAt();
    return heard != null && !observation.now().isAfter(heard.plus(EXIT_GRACE));
  }

  /**
   * A Pod of a generation that was retired or dropped; those of the future belong to a newer status
   * than this one.
   */
  private boolean isOfThePast(ObservedPod pod) {
    Optional<TaskGroup> group = state.group(pod.name().group());
    return group.isPresent()
        && pod.name().generation() < group.get().nextGeneration()
        && group.get().generation(pod.name().generation()).isEmpty();
  }

  private void delete(ObservedPod pod) {
    actions.add(new Action.DeletePod(pod.name(), pod.uid()));
  }

  private void forRelease() {
    Observation.Deletion deletion = observation.deletion();
    if (deletion == null) {
      return;
    }
    boolean published = (state.commit() == null || isRecorded()) && state.isDrained();
    boolean discarded =
        deletion.discard()
            && observation.pods().isEmpty()
            && (state.commit() == null || isRecorded());
    boolean overdue = !observation.now().isBefore(deletion.deadline());
    boolean abandoned = abandonsReading() && nothingIsOnItsWay();
    if (published || discarded) {
      actions.add(
          new Action.Announce(
              false,
              Reason.Released,
              "everything that was to be published is published; the resource is released"));
      actions.add(new Action.Release());
    } else if (overdue || abandoned) {
      actions.add(
          new Action.Announce(
              true,
              Reason.ReleasedUnpublished,
              unpublished(
                  abandoned
                      ? "the tasks were stopped before everything was published"
                      : "the deletion timeout passed before everything was published")));
      actions.add(new Action.Release());
    }
  }

  private String unpublished(String why) {
    String groups =
        state.groups().stream()
            .filter(
                group -> group.generations().stream().anyMatch(g -> g.phase() != Phase.COMMITTED))
            .map(group -> String.valueOf(group.id()))
            .reduce((one, other) -> one + ", " + other)
            .orElse("none");
    return "%s; what task groups %s read after %s is not, and is to be had only from the stream, as long as that has it"
        .formatted(why, groups, Excerpt.of(state.offsets().text().toString(), 500));
  }
}
