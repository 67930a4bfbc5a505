package io.millrace.operator.act;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.ledger.StatusCommit;
import io.millrace.operator.observe.Sight;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.ProtocolVersion;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Actions on the ledger of one supervisor, all beside its loop. */
public final class LedgerActions {

  private final LedgerAccess ledger;
  private final LeftManifestsFound left;
  private final Background background;
  private final PodWriter pods;
  private final String installationId;

  public LedgerActions(
      LedgerAccess ledger,
      LeftManifestsFound left,
      Background background,
      PodWriter pods,
      String installationId) {
    this.ledger = ledger;
    this.left = left;
    this.background = background;
    this.pods = pods;
    this.installationId = installationId;
  }

  void read(Sight sight) {
    Commit commit = sight.observation().state().commit();
    StatusCommit newest = commit == null ? null : inStatus(sight, commit);
    where(sight)
        .ifPresent(
            place -> background.run("read", () -> ledger.work(place, open -> open.read(newest))));
  }

  void claim(Sight sight, Action.ClaimLedger claim) {
    LedgerOwner owner =
        new LedgerOwner(
            ProtocolVersion.FORMAT,
            sight.resource().uid(),
            installationId,
            claim.streamIdentity(),
            claim.dataSource());
    where(sight)
        .ifPresent(
            place -> background.run("claim", () -> ledger.work(place, open -> open.claim(owner))));
  }

  void record(Sight sight, Commit commit) {
    StatusCommit newest = inStatus(sight, commit);
    where(sight)
        .ifPresent(
            place ->
                background.run(
                    "record " + commit.sequence(),
                    () -> ledger.work(place, open -> open.record(newest))));
  }

  void look(Sight sight, Action.LookForManifests look) {
    where(sight)
        .ifPresent(
            place ->
                background.run(
                    "look for " + look.generation(),
                    () ->
                        areGone(sight, look)
                            && ledger.workAndTell(
                                place,
                                open -> {
                                  Optional<LeftManifests> found =
                                      open.lookForManifests(look.generation(), look.gonePods());
                                  found.ifPresent(
                                      manifests -> left.put(look.generation(), manifests));
                                  return found.isPresent();
                                })));
  }

  /** Whether those that the cache does not have are not there; others may be awaited no more. */
  private boolean areGone(Sight sight, Action.LookForManifests look) {
    SupervisorResource owner = sight.resource();
    Set<String> known =
        sight.observation().left().getOrDefault(look.generation(), LeftManifests.NONE).lookedFor();
    Set<String> seen =
        sight.observation().pods().stream()
            .map(pod -> pod.name().toString())
            .collect(Collectors.toSet());
    return look.gonePods().stream()
        .filter(name -> !known.contains(name) && !seen.contains(name))
        .filter(name -> PodName.parse(owner.name(), name).isPresent())
        .noneMatch(name -> pods.mayLive(owner.namespace(), name, owner.uid()));
  }

  private StatusCommit inStatus(Sight sight, Commit commit) {
    SupervisorState state = sight.observation().state();
    if (state.stream() == null) {
      throw new IllegalStateException(
          "commit %d stands in status without a stream".formatted(commit.sequence()));
    }
    return new StatusCommit(
        commit,
        state.offsets(),
        state.stream().identity(state.offsets().partitions()),
        sight.resource().uid(),
        installationId);
  }

  /** What was taken over once; before that, what the spec that is being accepted says. */
  private static Optional<DeepStorage> where(Sight sight) {
    if (sight.resource().status() != null && sight.resource().status().deepStorage() != null) {
      return Optional.of(sight.resource().status().deepStorage());
    }
    return sight.verdict() instanceof SpecVerdict.Good good
        ? Optional.of(good.spec().deepStorage())
        : Optional.empty();
  }
}
