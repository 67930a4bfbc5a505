package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publishes every prepared sequence that fits: each is judged against the positions as those before
 * it leave them, and one commit takes them all.
 */
final class CommitRules {

  private CommitRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    boolean discarding = observation.deletion() != null && observation.deletion().discard();
    if (!discarding && LedgerRules.mayCommit(observation) && observation.state().commit() != null) {
      new Judgement(observation).commit(draft);
    }
    closeReached(draft);
  }

  /**
   * A generation whose end is committed has nothing more to commit, also one that never had
   * anything.
   */
  static void closeReached(Draft draft) {
    Positions committed = draft.state().offsets();
    draft.changeGenerations(
        (group, generation) ->
            generation.phase() == Phase.FINISHING
                    && generation.end() != null
                    && generation.end().atOrBefore(committed)
                ? generation.in(Phase.COMMITTED)
                : generation);
  }

  /** One pass over everything that is prepared. */
  private static final class Judgement {

    /** What one commit publishes at most, so that status stays small; the next one goes on. */
    private static final int MOST_SEQUENCES = 500;

    private final Observation observation;

    /** Of each task group, in the order in which they are judged. */
    private final List<List<Prepared>> candidates;

    private final List<Prepared> accepted = new ArrayList<>();
    private Positions committed;
    private Positions before = Positions.NONE;
    private Positions after = Positions.NONE;

    Judgement(Observation observation) {
      this.observation = observation;
      this.committed = observation.state().offsets();
      this.candidates = observation.state().groups().stream().map(this::candidates).toList();
    }

    void commit(Draft draft) {
      while (accepted.size() < MOST_SEQUENCES && candidates.stream().anyMatch(this::acceptNext)) {
        // every pass may let another one follow
      }
      if (accepted.isEmpty()) {
        return;
      }
      RowCounters counters =
          accepted.stream()
              .map(prepared -> prepared.manifest().counters())
              .reduce(RowCounters.ZERO, RowCounters::plus);
      SupervisorState state = draft.state();
      Commit commit =
          new Commit(
              state.commits() + 1,
              LedgerEntry.Kind.COMMIT,
              observation.now(),
              state.epoch(),
              before,
              after,
              accepted.stream()
                  .map(prepared -> new ManifestReference(prepared.path(), prepared.digest()))
                  .toList(),
              counters.records(),
              counters.processed() + counters.processedWithError());
      draft.become(
          state
              .committing(commit)
              .mappingGroups(
                  group ->
                      group.mapping(
                          generation -> remember(group, generation).forgetting(committed))));
      draft.announce(
          Reason.Committed,
          "commit %d publishes %s: %s of %s"
              .formatted(
                  commit.sequence(),
                  Counted.of(accepted.size(), "sequence"),
                  Counted.of(commit.rows(), "row"),
                  Counted.of(commit.records(), "record")));
      if (observation.ledger() instanceof LedgerObservation.Read read && read.head() != null) {
        PartitionNumbers.warn(draft, read.head().nextPartition(), accepted);
      }
    }

    private List<Prepared> candidates(TaskGroup group) {
      return group.generations().stream()
          .filter(
              generation ->
                  generation.phase() != Phase.STANDBY && generation.phase() != Phase.COMMITTED)
          .flatMap(generation -> Candidates.of(observation, group, generation).stream())
          .toList();
    }

    private boolean acceptNext(List<Prepared> ofGroup) {
      return ofGroup.stream()
          .filter(prepared -> Positions.of(prepared.manifest().start()).equalWithin(committed))
          .findFirst()
          .map(this::accept)
          .isPresent();
    }

    private Prepared accept(Prepared prepared) {
      Manifest manifest = prepared.manifest();
      Positions end = Positions.of(manifest.end());
      committed = committed.with(end);
      before = Positions.of(manifest.start()).with(before);
      after = after.with(end);
      accepted.add(prepared);
      return prepared;
    }

    /**
     * Adds the new paths, and drops those that their task has forgotten because it knows that they
     * are committed.
     */
    private Generation remember(TaskGroup group, Generation generation) {
      Set<String> reported = new HashSet<>();
      observation.pods(group, generation).stream()
          .flatMap(
              pod -> pod.report() == null ? Stream.<Prepared>empty() : reportedBy(pod.report()))
          .forEach(prepared -> reported.add(prepared.path()));
      List<String> paths = new ArrayList<>(generation.committed());
      List<Prepared> fresh =
          accepted.stream()
              .filter(
                  prepared ->
                      prepared.manifest().group() == group.id()
                          && prepared.manifest().generation() == generation.number())
              .toList();
      if (fresh.isEmpty()) {
        return generation;
      }
      paths.retainAll(reported);
      fresh.forEach(prepared -> paths.add(prepared.path()));
      return succeeded(group, generation, fresh).withCommitted(paths);
    }

    /** What an attempt has committed ends the row of those that failed before it. */
    private Generation succeeded(TaskGroup group, Generation generation, List<Prepared> fresh) {
      Set<String> podUids =
          fresh.stream()
              .map(prepared -> prepared.manifest().podUid())
              .collect(Collectors.toUnmodifiableSet());
      return generation.with(
          generation.attempts().stream()
              .map(
                  attempt ->
                      observation
                          .pod(group, generation, attempt)
                          .filter(pod -> podUids.contains(pod.uid()))
                          .map(pod -> attempt.withoutFailures())
                          .orElse(attempt))
              .toArray(Attempt[]::new));
    }

    private static Stream<Prepared> reportedBy(Report report) {
      return report.prepared().stream();
    }
  }
}
