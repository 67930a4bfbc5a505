package io.millrace.protocol;

/**
 * Environment variables by which a task gets its identity and paths. All of them are required
 * unless said otherwise.
 */
public final class TaskVariables {

  /** File with the JSON of the accepted {@code spec} of the supervisor. */
  public static final String SPEC_FILE = "MILLRACE_SPEC_FILE";

  /** File with the supervisor's token. */
  public static final String TOKEN_FILE = "MILLRACE_TOKEN_FILE";

  /** Directory for scratch files; what is in it is deleted at start. */
  public static final String WORK_DIR = "MILLRACE_WORK_DIR";

  /**
   * With {@code local} deep storage: where the claim is mounted. The folder that {@code
   * deepStorage.local.path} names lies below it.
   */
  public static final String DEEP_STORAGE_DIR = "MILLRACE_DEEP_STORAGE_DIR";

  public static final String SUPERVISOR_UID = "MILLRACE_SUPERVISOR_UID";
  public static final String NAMESPACE = "MILLRACE_NAMESPACE";

  /** Name of the {@code StreamSupervisor}. */
  public static final String SUPERVISOR = "MILLRACE_SUPERVISOR";

  /** Number of the task group. */
  public static final String GROUP = "MILLRACE_GROUP";

  public static final String GENERATION = "MILLRACE_GENERATION";
  public static final String EPOCH = "MILLRACE_EPOCH";

  /** How many tasks read the same; default 1. */
  public static final String REPLICAS = "MILLRACE_REPLICAS";

  /** Name of the Pod, which is the task's id too. */
  public static final String POD_NAME = "MILLRACE_POD_NAME";

  public static final String POD_UID = "MILLRACE_POD_UID";

  /** Address to listen at. */
  public static final String POD_IP = "MILLRACE_POD_IP";

  /** Port to listen at; default {@value #DEFAULT_PORT}. */
  public static final String PORT = "MILLRACE_PORT";

  /** The Pod's termination grace period in seconds; default {@value #DEFAULT_GRACE_SECONDS}. */
  public static final String GRACE_SECONDS = "MILLRACE_GRACE_SECONDS";

  /** File for the last message of a task that failed; optional. */
  public static final String TERMINATION_LOG = "MILLRACE_TERMINATION_LOG";

  public static final int DEFAULT_PORT = 8100;
  public static final int DEFAULT_GRACE_SECONDS = 300;

  private TaskVariables() {}
}
