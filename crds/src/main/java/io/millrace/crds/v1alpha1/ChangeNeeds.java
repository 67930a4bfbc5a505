package io.millrace.crds.v1alpha1;

/** What must happen for a change of a property to take effect. */
public enum ChangeNeeds {
  /** Nothing reads it, or it can have one value only. */
  NOTHING,
  /** The operator reads it in every pass; tasks go on as they are. */
  LOOP,
  /** Tasks see it: they are replaced by new ones. */
  TASKS
}
