package io.millrace.operator.act;

import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.Revisions;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.task.AssignmentSender;
import io.millrace.operator.task.TaskPod;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Actions on Pods and tasks of one supervisor. No status write guards them, so they are only done
 * while the lease is safely held.
 */
public final class PodActions {

  private static final Logger LOG = LoggerFactory.getLogger(PodActions.class);

  private final PodWriter pods;
  private final Revisions revisions;
  private final AssignmentSender assignments;
  private final Leadership leadership;
  private final Troubles troubles;

  public PodActions(
      PodWriter pods,
      Revisions revisions,
      AssignmentSender assignments,
      Leadership leadership,
      Troubles troubles) {
    this.pods = pods;
    this.revisions = revisions;
    this.assignments = assignments;
    this.leadership = leadership;
    this.troubles = troubles;
  }

  void create(SupervisorResource owner, Action.CreatePod action) {
    if (!leadership.isSafelyHeld()) {
      return;
    }
    Optional<AcceptedSpec> spec = revisions.spec(owner, action.revision());
    if (spec.isEmpty()) {
      troubles.refused(
          action.name(),
          PodTrouble.failed(
              "ControllerRevision %s is gone; expected the spec of its generation there. Restore it"
                  .formatted(action.revision())));
      return;
    }
    revisions.restore(owner, spec.get());
    TaskPod pod =
        new TaskPod(
            owner.namespace(),
            owner.uid(),
            action.name(),
            action.epoch(),
            action.replicas(),
            spec.get());
    switch (pods.create(pod)) {
      case PodCreation.Created ignored -> created(owner, action);
      case PodCreation.Present ignored -> troubles.created(action.name());
      case PodCreation.Foreign foreign -> {
        troubles.refused(
            action.name(),
            PodTrouble.failed("a Pod of its name belongs to another owner; it is deleted first"));
        delete(owner, new Action.DeletePod(action.name(), foreign.uid()));
      }
      case PodCreation.Refused refused -> troubles.refused(action.name(), refused.trouble());
    }
  }

  void delete(SupervisorResource owner, Action.DeletePod action) {
    if (leadership.isSafelyHeld()) {
      LOG.atInfo()
          .addKeyValue("supervisor", owner.key())
          .addKeyValue("pod", action.name())
          .log("Deletes a Pod");
      pods.delete(owner.namespace(), action.name().toString(), action.uid());
    }
  }

  void assign(Action.Assign action) {
    if (leadership.isSafelyHeld()) {
      assignments.send(action);
    }
  }

  private void created(SupervisorResource owner, Action.CreatePod action) {
    LOG.atInfo()
        .addKeyValue("supervisor", owner.key())
        .addKeyValue("pod", action.name())
        .addKeyValue("revision", action.revision())
        .log("Created a Pod");
    troubles.created(action.name());
  }
}
