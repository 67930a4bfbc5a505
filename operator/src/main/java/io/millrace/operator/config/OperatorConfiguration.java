package io.millrace.operator.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the operator process is told, complete and checked.
 *
 * @param namespace its own namespace
 * @param watchNamespaces namespaces whose supervisors it serves, at least one
 * @param podName its Pod's name, empty when unknown
 * @param installationId id of the installation; empty when it is the UID of the operator's
 *     namespace
 * @param task what all task Pods have in common
 * @param streamTimeout limit of one question to a stream
 * @param deepStorage deep storage of supervisors that name none
 * @param deletionTimeout how long a deletion waits for rows to be published
 * @param health thresholds
 * @param httpPort port of {@code /healthz} and {@code /metrics}, 0 for any
 * @param metricsPartitions how many partitions a supervisor may have to be measured one by one
 * @param leaderElection how the one that works is chosen; empty when only one runs
 */
public record OperatorConfiguration(
    String namespace,
    List<String> watchNamespaces,
    Optional<String> podName,
    Optional<String> installationId,
    TaskSettings task,
    Duration streamTimeout,
    DeepStorageDefaults deepStorage,
    Duration deletionTimeout,
    HealthThresholds health,
    int httpPort,
    int metricsPartitions,
    Optional<LeaderElection> leaderElection) {

  /**
   * What all task Pods have in common.
   *
   * @param image their image
   * @param pullPolicy its pull policy; empty for Kubernetes' own choice
   * @param port port that tasks listen on
   * @param heapPercent share of the memory limit for the Java heap
   */
  public record TaskSettings(
      String image, Optional<String> pullPolicy, int port, int heapPercent) {}

  /**
   * When a supervisor is unhealthy, as in Druid.
   *
   * @param healthiness successful runs in a row until it is healthy again
   * @param unhealthiness failed runs in a row until it is not
   * @param taskHealthiness successful tasks in a row until it is healthy again
   * @param taskUnhealthiness failed tasks in a row until it is not
   * @param storedErrors how many errors status keeps
   */
  public record HealthThresholds(
      int healthiness,
      int unhealthiness,
      int taskHealthiness,
      int taskUnhealthiness,
      int storedErrors) {}

  /**
   * The lease that decides who works.
   *
   * @param leaseName its name
   * @param leaseDuration how long after its last renewal it is free for another
   * @param renewDeadline how long the holder tries to renew before it ends
   * @param retryPeriod time between two tries
   */
  public record LeaderElection(
      String leaseName, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {}

  public OperatorConfiguration {
    watchNamespaces = List.copyOf(watchNamespaces);
  }

  /**
   * Parses the environment of the process.
   *
   * @throws ConfigurationException when anything is wrong, with everything that is
   */
  public static OperatorConfiguration parse(Map<String, String> environment)
      throws ConfigurationException {
    EnvironmentReader reader = new EnvironmentReader(environment);
    String namespace = reader.required(Variable.NAMESPACE, "the name of a namespace");
    OperatorConfiguration configuration =
        new OperatorConfiguration(
            namespace,
            watched(reader, namespace),
            reader.optional(Variable.POD_NAME),
            reader.optional(Variable.INSTALLATION_ID),
            task(reader),
            reader.duration(Variable.STREAM_TIMEOUT),
            DeepStorageDefaults.read(reader, namespace),
            reader.duration(Variable.DELETION_TIMEOUT),
            health(reader),
            reader.number(Variable.HTTP_PORT, 0, 65_535),
            reader.number(Variable.METRICS_PARTITIONS, 0, 100_000),
            leaderElection(reader));
    if (!reader.problems().isEmpty()) {
      throw new ConfigurationException(reader.problems());
    }
    return configuration;
  }

  private static List<String> watched(EnvironmentReader reader, String namespace) {
    TreeSet<String> names = new TreeSet<>();
    Arrays.stream(reader.optional(Variable.WATCH_NAMESPACES).orElse(namespace).split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    return List.copyOf(names);
  }

  private static TaskSettings task(EnvironmentReader reader) {
    String policy =
        reader.oneOf(Variable.TASK_IMAGE_PULL_POLICY, List.of("Always", "IfNotPresent", "Never"));
    return new TaskSettings(
        reader.required(Variable.TASK_IMAGE, "the image of the task Pods"),
        Optional.of(policy).filter(text -> !text.isEmpty()),
        reader.number(Variable.TASK_PORT, 1, 65_535),
        reader.number(Variable.TASK_HEAP_PERCENT, 10, 90));
  }

  private static HealthThresholds health(EnvironmentReader reader) {
    HealthThresholds health =
        new HealthThresholds(
            reader.number(Variable.HEALTHINESS_THRESHOLD, 1, 1_000),
            reader.number(Variable.UNHEALTHINESS_THRESHOLD, 1, 1_000),
            reader.number(Variable.TASK_HEALTHINESS_THRESHOLD, 1, 1_000),
            reader.number(Variable.TASK_UNHEALTHINESS_THRESHOLD, 1, 1_000),
            reader.number(Variable.MAX_STORED_EXCEPTION_EVENTS, 1, 100));
    int least = Math.max(health.healthiness(), health.unhealthiness());
    if (health.storedErrors() < least) {
      reader.problem(
          Variable.MAX_STORED_EXCEPTION_EVENTS,
          Integer.toString(health.storedErrors()),
          "at least %d, the larger of the two thresholds".formatted(least));
    }
    return health;
  }

  private static Optional<LeaderElection> leaderElection(EnvironmentReader reader) {
    boolean enabled = reader.truth(Variable.LEADER_ELECTION);
    LeaderElection election =
        new LeaderElection(
            reader.required(Variable.LEASE_NAME, "the name of a lease"),
            reader.duration(Variable.LEASE_DURATION),
            reader.duration(Variable.LEASE_RENEW_DEADLINE),
            reader.duration(Variable.LEASE_RETRY_PERIOD));
    Duration inSeconds = election.leaseDuration().truncatedTo(ChronoUnit.SECONDS);
    if (!inSeconds.equals(election.leaseDuration())) {
      reader.problem(
          Variable.LEASE_DURATION,
          election.leaseDuration().toString(),
          "whole seconds, since a lease holds no parts of them");
    }
    if (election.leaseDuration().compareTo(election.renewDeadline()) <= 0) {
      reader.problem(
          Variable.LEASE_DURATION,
          election.leaseDuration().toString(),
          "more than %s, which is %s"
              .formatted(Variable.LEASE_RENEW_DEADLINE.variable(), election.renewDeadline()));
    }
    if (election.renewDeadline().compareTo(election.retryPeriod().multipliedBy(2)) < 0) {
      reader.problem(
          Variable.LEASE_RENEW_DEADLINE,
          election.renewDeadline().toString(),
          "at least twice %s, which is %s"
              .formatted(Variable.LEASE_RETRY_PERIOD.variable(), election.retryPeriod()));
    }
    return enabled ? Optional.of(election) : Optional.empty();
  }
}
