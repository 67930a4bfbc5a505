package io.millrace.operator.act;

import io.millrace.operator.task.TaskPod;

/** Creates and deletes Pods, and asks for one where a cache cannot be trusted. */
public interface PodWriter {

  /** Creates a Pod, unless there is one of its name. */
  PodCreation create(TaskPod pod);

  /** Deletes the Pod of this name, if it still has this UID; what is gone already is fine. */
  void delete(String namespace, String name, String uid);

  /**
   * Whether a Pod of this name is there, belongs to the owner with this UID and has not ended, as
   * the API server has it now: a cache that was filled again may have gone back to before the Pod
   * was created.
   *
   * @return true as well when the API server does not answer
   */
  boolean mayLive(String namespace, String name, String ownerUid);
}
