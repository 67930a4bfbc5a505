package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.Assignment;
import java.util.Set;

/**
 * One thing to do. Each follows from status as it is stored, never from what is only planned; each
 * may be done twice.
 */
public sealed interface Action {

  /** Write the present spec as a ControllerRevision, with what its Pods mount. */
  record WriteRevision(String revision) implements Action {}

  /**
   * Read the ledger: owner, snapshot and the entries after it.
   *
   * @param commits number of the newest commit in status, which the chain may lag behind by one
   */
  record ReadLedger(long commits) implements Action {}

  /** Claim the datasource and create {@code owner.json}, each only where none is. */
  record ClaimLedger(String streamIdentity, String dataSource) implements Action {}

  /** Write the ledger entry of {@code commit}, and see that none follows it. */
  record RecordCommit(Commit commit) implements Action {}

  /** Look in deep storage for the manifests of a generation that lost Pods. */
  record LookForManifests(GenerationKey generation, Set<String> gonePods) implements Action {}

  /**
   * Create the Pod of an attempt.
   *
   * @param replicas how many tasks its generation has
   */
  record CreatePod(PodName name, String revision, long epoch, int replicas) implements Action {}

  /** Delete a Pod, only if it still has this UID. */
  record DeletePod(PodName name, String uid) implements Action {}

  /** Hand a task its assignment. */
  record Assign(PodName name, String uid, String address, Assignment assignment)
      implements Action {}

  /** Tell people. */
  record Announce(boolean warning, Reason reason, String note) implements Action {}

  /** Let the resource go. */
  record Release() implements Action {}
}
