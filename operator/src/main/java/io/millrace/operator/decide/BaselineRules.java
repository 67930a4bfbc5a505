package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.LedgerEntry;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A start position of every partition is written down before any Pod reads it, so that the first
 * commit is checked like every other. The first ones are of all partitions: one that does not
 * answer is waited for. A partition that is found later starts at its earliest position, as soon as
 * that is known.
 */
final class BaselineRules {

  private BaselineRules() {}

  static void apply(Draft draft) {
    Observation observation = draft.observation();
    if (observation.winding()
        || observation.settings() == null
        || !(observation.stream() instanceof StreamObservation.Known known)
        || !LedgerRules.mayCommit(observation)) {
      return;
    }
    if (draft.state().commit() == null && !known.unanswered().isEmpty()) {
      return;
    }
    boolean latest = draft.state().commit() == null && !observation.settings().useEarliestOffset();
    Positions present = latest ? known.latest() : known.earliest();
    Positions recorded = draft.state().offsets();
    if (present.isNamedBy(recorded)) {
      return;
    }
    SortedMap<PartitionId, Position> found = new TreeMap<>(present.byPartition());
    found.keySet().removeIf(recorded::has);
    List<String> lost = LostTopics.names(known, draft.state());
    found.keySet().removeIf(partition -> partition.topic().filter(lost::contains).isPresent());
    if (found.isEmpty()) {
      return;
    }
    Positions baseline = new Positions(found);
    ResetRequest reset = draft.state().commit() == null ? observation.reset() : null;
    Commit commit =
        new Commit(
            draft.state().commits() + 1,
            LedgerEntry.Kind.BASELINE,
            observation.now(),
            draft.state().epoch(),
            Positions.NONE,
            baseline,
            List.of(),
            0,
            0,
            reset == null ? null : reset.recorded());
    StreamDescription then = draft.state().stream();
    StreamDescription now = known.description();
    draft.become(
        draft.state().withStream(then == null ? now : now.beside(then)).committing(commit));
    if (reset != null) {
      draft.become(
          draft.state().withJumps(ResetRules.known(draft.state().jumps(), reset.recorded())));
    }
    draft.announce(
        Reason.BaselineRecorded,
        "%s will be read from the %s position: %s%s"
            .formatted(
                Counted.of(found.size(), "new partition"),
                latest ? "latest" : "earliest",
                Excerpt.of(baseline.text().toString(), 300),
                reset == null
                    ? ""
                    : ". Reset %d is taken down and moves nothing, since nothing was read before"
                        .formatted(reset.nonce())));
  }
}
