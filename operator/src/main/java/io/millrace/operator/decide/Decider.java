package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what comes next. Whatever changes the state is planned alone: its side effects are
 * planned by the next iteration, from the state that was written. So nothing is ever acted on
 * before it is remembered.
 */
public final class Decider {

  private Decider() {}

  public static Plan decide(Observation observation) {
    Draft draft = new Draft(observation);
    LedgerRules.apply(draft);
    StreamRules.apply(draft);
    Set<Reason> stalls =
        draft.findings().stream()
            .filter(Finding::stalls)
            .map(Finding::reason)
            .collect(Collectors.toSet());
    if (stalls.isEmpty() && !draft.observation().waitsToBegin()) {
      HandoffRules.apply(draft);
      AutoscaleRules.apply(draft);
      ResetRules.apply(draft);
      BaselineRules.apply(draft);
      GroupRules.apply(draft);
      CommitRules.apply(draft);
      LostTopics.apply(draft);
      LostRangeRules.apply(draft);
      AttemptRules.apply(draft);
      GapRules.apply(draft);
      IdleRules.apply(draft);
      CheckpointRules.apply(draft);
      RolloverRules.apply(draft);
    } else if (stalls.equals(Set.of(Reason.StreamChanged))) {
      // what was prepared from the stream that is gone can be had nowhere else any more
      CommitRules.apply(draft);
      ResetRules.applyToChangedStream(draft);
    }
    GroupRules.retire(draft);
    Assignments.renumber(observation.state(), draft);
    PodFindings.collect(draft);
    HandoffRules.find(draft);
    SupervisorState next = draft.state();
    if (!next.equals(observation.state())) {
      return new Plan(next, draft.announcements(), draft.findings(), Duration.ZERO);
    }
    List<Action> actions = Actions.of(draft);
    return new Plan(next, actions, draft.findings(), WakeUps.next(observation));
  }
}
