package io.millrace.protocol;

/** Where a task answers, and the headers that every call carries. */
public final class TaskPaths {

  /**
   * {@code PUT} of an {@link Assignment}; answers 204, 409 when it is older than what the task has
   * seen.
   */
  public static final String ASSIGNMENT = "/millrace/v1/assignment";

  /**
   * {@code GET} of the {@link Report}; {@code ?after=n&timeoutMillis=t} waits until its version is
   * above n, or t has passed.
   */
  public static final String REPORT = "/millrace/v1/report";

  /** Druid's reading endpoints of a task: {@code /druid/worker/v1/chat/{taskId}/…}. */
  public static final String CHAT = "/druid/worker/v1/chat/";

  public static final String HEALTH = "/healthz";
  public static final String METRICS = "/metrics";

  /** {@code Authorization: Bearer …} with the supervisor's token. */
  public static final String AUTHORIZATION = "Authorization";

  /** UID of the Pod that the caller means; another Pod that got the same address answers 421. */
  public static final String POD_UID = "X-Millrace-Pod-Uid";

  /**
   * When an assignment was sent, by the caller's clock, in ISO 8601. A task that is not told counts
   * from the begin of its generation.
   */
  public static final String SENT_AT = "X-Millrace-Sent-At";

  private TaskPaths() {}
}
