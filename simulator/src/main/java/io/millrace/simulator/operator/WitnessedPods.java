package io.millrace.simulator.operator;

import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.PodWriter;
import io.millrace.operator.task.TaskPod;

/** The Pods of an operator whose deletions are judged. */
final class WitnessedPods implements PodWriter {

  private final PodWriter pods;
  private final String operator;
  private final OperatorSite site;

  WitnessedPods(PodWriter pods, String operator, OperatorSite site) {
    this.pods = pods;
    this.operator = operator;
    this.site = site;
  }

  @Override
  public PodCreation create(TaskPod pod) {
    return pods.create(pod);
  }

  @Override
  public void delete(String namespace, String name, String uid) {
    site.actions().deletes(operator, site.lease().isHeldBy(operator), name);
    pods.delete(namespace, name, uid);
  }

  @Override
  public boolean mayLive(String namespace, String name, String ownerUid) {
    return pods.mayLive(namespace, name, ownerUid);
  }
}
