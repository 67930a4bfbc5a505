package io.millrace.simulator.check;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Attempt;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges whether attempts are stopped whose rows can never be committed. To be asked while nothing
 * keeps operators from their work.
 */
public final class StrandedCheck {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Violations violations;
  private final InstantSource time;
  private final Reachable reachable;
  private final Map<String, Instant> strandedSince = new HashMap<>();

  public StrandedCheck(
      Violations violations, InstantSource time, SharedStorage storage, Manifests manifests) {
    this.violations = violations;
    this.time = time;
    this.reachable =
        new Reachable(
            storage,
            new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name()),
            manifests);
  }

  /** Status says {@code state}, and the tasks that answer say {@code reports}. */
  public void look(String supervisorUid, SupervisorState state, Map<Attempt, Report> reports) {
    Set<String> stranded = new HashSet<>();
    reports.forEach(
        (attempt, report) -> {
          if (attempt.supervisorUid().equals(supervisorUid) && isStranded(state, attempt, report)) {
            stranded.add(attempt.podUid());
            judge(state, attempt, report);
          }
        });
    strandedSince.keySet().retainAll(stranded);
  }

  private void judge(SupervisorState state, Attempt attempt, Report report) {
    Instant since = strandedSince.computeIfAbsent(attempt.podUid(), absent -> time.instant());
    violations.require(
        Duration.between(since, time.instant()).compareTo(LONGEST) <= 0,
        Rule.STRANDED_IS_STOPPED,
        () ->
            "%s holds rows from %s on since %s; committed is %s, and nothing that is prepared leads there"
                .formatted(attempt.podName(), report.oldestStart(), since, state.offsets().text()));
  }

  private boolean isStranded(SupervisorState state, Attempt attempt, Report report) {
    Map<String, String> oldest = report.oldestStart();
    Optional<TaskGroup> group =
        state.group(attempt.group()).filter(known -> known.epoch() == attempt.epoch());
    Optional<Generation> generation =
        group
            .flatMap(known -> known.generation(attempt.generation()))
            .filter(known -> known.phase() != Phase.COMMITTED && isPresent(known, attempt));
    if (oldest == null || hasEnded(report) || generation.isEmpty()) {
      return false;
    }
    return Stream.of(Positions.of(oldest), open(state, Positions.of(oldest), report))
        .noneMatch(start -> reachable.holds(start, group.get(), generation.get(), state.offsets()));
  }

  private static boolean hasEnded(Report report) {
    return report.state() == TaskState.COMPLETED || report.state() == TaskState.FAILED;
  }

  private static boolean isPresent(Generation generation, Attempt attempt) {
    return PodName.parse(attempt.supervisor(), attempt.podName())
        .flatMap(name -> generation.attempt(name.attempt()))
        .isPresent();
  }

  /** Where what it holds begins once it knows which of its cuts are committed, by whomever. */
  private static Positions open(SupervisorState state, Positions oldest, Report report) {
    Positions open = oldest;
    for (Prepared prepared : report.prepared()) {
      Positions end = Positions.of(prepared.manifest().end());
      if (end.atOrBefore(state.offsets())) {
        open = open.with(end);
      }
    }
    return open;
  }
}
