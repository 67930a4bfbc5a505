package io.millrace.operator.config;

import java.util.Locale;

/** The environment variables that configure the operator; the reference page is made of them. */
public enum Variable {
  NAMESPACE("", "Required. The operator's own namespace, where its lease is."),
  WATCH_NAMESPACES(
      "",
      "Namespaces whose StreamSupervisors are served, separated by commas. Default: the operator's"
          + " own."),
  POD_NAME(
      "",
      "Name of the operator's Pod, by which the holder of the lease is known. Default: a random"
          + " one."),
  INSTALLATION_ID(
      "",
      "Id of this installation, written into every ledger that it begins: a ledger is only"
          + " continued by the installation that began it. Default: the UID of the operator's"
          + " namespace."),
  TASK_IMAGE("", "Required. Image of the task Pods."),
  TASK_IMAGE_PULL_POLICY(
      "",
      "Pull policy of that image: Always, IfNotPresent or Never. Default: as Kubernetes decides."),
  TASK_PORT("8100", "Port that tasks listen on."),
  TASK_HEAP_PERCENT(
      "60", "Share of a task's memory limit that its Java heap may take, from 10 to 90."),
  STREAM_TIMEOUT("PT10S", "Limit of one question to a stream."),
  DEEP_STORAGE_TYPE(
      "",
      "Deep storage of supervisors that name none: local or s3. Default: none, each spec has to"
          + " name its own."),
  DEEP_STORAGE_CLAIM(
      "",
      "With local: the PersistentVolumeClaim that task Pods mount. The operator has to mount it"
          + " too."),
  DEEP_STORAGE_PATH("", "With local: folder in that volume. Default: its root."),
  DEEP_STORAGE_DIR("", "Where the operator has mounted that claim."),
  DEEP_STORAGE_BUCKET("", "With s3: the bucket."),
  DEEP_STORAGE_BASE_KEY("", "With s3: what every key begins with. Default: nothing."),
  DEEP_STORAGE_REGION("", "With s3: the region. Default: as the AWS SDK finds it."),
  DEEP_STORAGE_ENDPOINT("", "With s3: URL of a service other than AWS."),
  DEEP_STORAGE_PATH_STYLE_ACCESS(
      "false", "With s3: whether the bucket stands in the path instead of the host name."),
  DEEP_STORAGE_SECRET(
      "",
      "With s3: Secret in the namespace of each supervisor with the keys accessKeyId and"
          + " secretAccessKey. Default: the AWS SDK's default chain."),
  DELETION_TIMEOUT(
      "PT2M",
      "How long the deletion of a supervisor waits for its rows to be published before it lets"
          + " go."),
  HEALTHINESS_THRESHOLD(
      "3", "Successful runs in a row after which an unhealthy supervisor is healthy again."),
  UNHEALTHINESS_THRESHOLD("3", "Failed runs in a row after which a supervisor is unhealthy."),
  TASK_HEALTHINESS_THRESHOLD(
      "3",
      "Successful tasks in a row after which a supervisor with unhealthy tasks is healthy again:"
          + " what counts is a sequence that is committed, a task that ends, or three minutes of"
          + " undisturbed reading."),
  TASK_UNHEALTHINESS_THRESHOLD(
      "3", "Failed tasks in a row after which a supervisor's tasks are unhealthy."),
  MAX_STORED_EXCEPTION_EVENTS(
      "3", "How many errors recentErrors keeps, at least as many as both thresholds of runs."),
  HTTP_PORT("8080", "Port of /healthz and /metrics; 0 for any free one."),
  METRICS_PARTITIONS(
      "1000",
      "A supervisor with more partitions has no lag metrics of each, only those of all together; 0"
          + " for none of any."),
  LEADER_ELECTION(
      "true",
      "Whether a lease decides which operator works. Only a single process may do without."),
  LEASE_NAME(
      "millrace-operator",
      "Name of the lease. The chart and the kustomize base bring the default one along; another"
          + " must be there, empty, or the operator be allowed to create it."),
  LEASE_DURATION(
      "PT15S",
      "How long after its last renewal the lease is free for another, in whole seconds: when an"
          + " operator is killed, nobody works for that long. One that is stopped gives it back."),
  LEASE_RENEW_DEADLINE("PT10S", "How long the holder tries to renew before it gives up and ends."),
  LEASE_RETRY_PERIOD(
      "PT2S",
      "Time between two tries to renew the lease; who wants to take it waits up to 2.2 times that.");

  private final String fallback;
  private final String description;

  Variable(String fallback, String description) {
    this.fallback = fallback;
    this.description = description;
  }

  /** Name in the environment. */
  public String variable() {
    return "MILLRACE_" + name().toUpperCase(Locale.ROOT);
  }

  /** Value that is taken when it is absent or blank; empty when there is none. */
  public String fallback() {
    return fallback;
  }

  public String description() {
    return description;
  }
}
