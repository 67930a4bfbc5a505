package io.millrace.operator.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.operator.decide.Gap;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;
import io.millrace.operator.supervisor.RunObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of all supervisors, in the names that Druid has for them. Safe for use by several
 * threads.
 */
public final class OperatorMetrics implements RunObserver {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<SupervisorKey, SupervisorMeters> bySupervisor = new ConcurrentHashMap<>();

  private final int partitions;

  /**
   * @param partitions a supervisor with more partitions has no metrics of each
   */
  public OperatorMetrics(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public void iterated(SupervisorResource resource, Situation situation) {
    SupervisorLabels labels = SupervisorLabels.of(resource, situation);
    SupervisorMeters meters =
        bySupervisor.compute(resource.key(), (key, present) -> of(labels, present));
    meters.commits(situation.next().commits());
    meters.jumps(situation.next().jumps());
    meters.groups(situation.next().reading());
    meters.pods(situation.observation().pods());
    meters.stream(situation.observation().stream());
    meters.autoscaler(situation.next().autoscaler());
  }

  @Override
  public void remembered(SupervisorKey supervisor, SupervisorState before, SupervisorState now) {
    SupervisorMeters meters = bySupervisor.get(supervisor);
    if (meters == null) {
      return;
    }
    for (TaskGroup group : now.groups()) {
      Long millis = group.gap().lastMillis();
      Gap last = before.group(group.id()).map(TaskGroup::gap).orElse(Gap.NONE);
      if (millis != null && group.gap().isMeasuredAfter(last)) {
        meters.gap(Duration.ofMillis(millis), group.partitions().size());
      }
    }
  }

  /** An iteration that ended before anything was known of the supervisor is not measured. */
  @Override
  public void took(SupervisorKey supervisor, Duration duration) {
    SupervisorMeters meters = bySupervisor.get(supervisor);
    if (meters != null) {
      meters.took(duration);
    }
  }

  @Override
  public void gone(SupervisorKey supervisor) {
    SupervisorMeters meters = bySupervisor.remove(supervisor);
    if (meters != null) {
      meters.remove();
    }
  }

  /** All metrics in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  /** The id and the datasource change when a supervisor is deleted and created anew. */
  private SupervisorMeters of(SupervisorLabels labels, @Nullable SupervisorMeters present) {
    if (present != null && present.labels().equals(labels)) {
      return present;
    }
    if (present != null) {
      present.remove();
    }
    return new SupervisorMeters(registry, labels, partitions);
  }
}
