package io.millrace.operator.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Lag;
import io.millrace.operator.status.Situation;
import io.millrace.operator.supervisor.RunObserver;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Metrics of all supervisors, in the names that Druid has for them. Safe for use by several
 * threads.
 */
public final class OperatorMetrics implements RunObserver {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<SupervisorKey, SupervisorMeters> bySupervisor = new ConcurrentHashMap<>();

  @Override
  public void iterated(SupervisorResource resource, Situation situation) {
    SupervisorMeters meters =
        bySupervisor.computeIfAbsent(
            resource.key(),
            key ->
                new SupervisorMeters(
                    registry, tags(key), resource.spec().dataSchema().dataSource()));
    meters.commits(situation.next().commits());
    meters.groups(situation.next().groups().size());
    meters.pods(situation.observation().pods());
    Lag.of(situation.observation()).ifPresent(meters::lag);
  }

  @Override
  public void took(SupervisorKey supervisor, Duration duration) {
    Timer.builder("millrace.run.loop")
        .description("Time of one iteration of the run loop")
        .tags(tags(supervisor))
        .register(registry)
        .record(duration);
  }

  @Override
  public void gone(SupervisorKey supervisor) {
    SupervisorMeters meters = bySupervisor.remove(supervisor);
    if (meters != null) {
      meters.remove();
    }
    registry.find("millrace.run.loop").tags(tags(supervisor)).meters().forEach(registry::remove);
  }

  /** All metrics in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  private static Tags tags(SupervisorKey key) {
    return Tags.of("namespace", key.namespace(), "supervisorId", key.name());
  }
}
