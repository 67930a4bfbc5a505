package io.millrace.operator.act;

import io.millrace.operator.task.TaskPod;

/** Creates and deletes Pods. */
public interface PodWriter {

  /** Creates a Pod, unless there is one of its name. */
  PodCreation create(TaskPod pod);

  /** Deletes the Pod of this name, if it still has this UID; what is gone already is fine. */
  void delete(String namespace, String name, String uid);
}
