package io.millrace.operator.task;

/** Labels of task Pods and of what they mount. */
public final class TaskLabels {

  public static final String SUPERVISOR = "millrace.io/supervisor";
  public static final String GROUP = "millrace.io/group";
  public static final String GENERATION = "millrace.io/generation";
  public static final String ATTEMPT = "millrace.io/attempt";
  public static final String REVISION = "millrace.io/revision";
  public static final String EPOCH = "millrace.io/epoch";

  private TaskLabels() {}
}
