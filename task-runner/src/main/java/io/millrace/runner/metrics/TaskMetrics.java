package io.millrace.runner.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus gets of a task: Druid's metrics of the same meaning under their own names, with
 * {@code _} for {@code /}, and a few of the task protocol's.
 */
public final class TaskMetrics {

  private static final List<String> THROWN_AWAY_REASONS =
      List.of("null", "beforeMinimumMessageTime", "afterMaximumMessageTime", "filtered");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<Report> report;

  /**
   * @param report the task's report as it is now
   */
  public TaskMetrics(
      Supplier<Report> report,
      String supervisorId,
      String dataSource,
      String taskId,
      String groupId) {
    this.report = report;
    registry
        .config()
        .commonTags(
            List.of(
                Tag.of("supervisorId", supervisorId),
                Tag.of("dataSource", dataSource),
                Tag.of("taskId", taskId),
                Tag.of("groupId", groupId)));
    countRows();
    gauge(
        "millrace_task_lag_milliseconds",
        "Age of the newest record read; -1 when unknown.",
        Report::lagMillis);
    gauge("millrace_task_sequences", "Sequences that are not acknowledged.", Report::sequences);
    gauge(
        "millrace_task_prepared",
        "Sequences that are prepared and not acknowledged.",
        now -> now.prepared().size());
    for (TaskState state : TaskState.values()) {
      Gauge.builder("millrace_task_state", () -> report.get().state() == state ? 1 : 0)
          .description("1 for the state that the task is in.")
          .tag("state", state.name())
          .register(registry);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  /** All metrics in the text format of Prometheus. */
  public byte[] scrape() {
    return registry.scrape().getBytes(StandardCharsets.UTF_8);
  }

  private void countRows() {
    count(
        "ingest_events_processed",
        "Rows added without error.",
        Tags.empty(),
        now -> now.counters().processed());
    count(
        "ingest_events_processedWithError",
        "Rows added with a bad field.",
        Tags.empty(),
        now -> now.counters().processedWithError());
    count(
        "ingest_events_unparseable",
        "Records that no row could be made of.",
        Tags.empty(),
        now -> now.counters().unparseable());
    count(
        "ingest_input_bytes",
        "Raw bytes read, dropped ones included.",
        Tags.empty(),
        now -> now.counters().bytes());
    for (String reason : THROWN_AWAY_REASONS) {
      count(
          "ingest_events_thrownAway",
          "Rows dropped on purpose.",
          Tags.of("reason", reason),
          now -> now.counters().thrownAway().getOrDefault(reason, 0L));
    }
  }

  private void count(String name, String what, Tags tags, ToDoubleFunction<Report> value) {
    FunctionCounter.builder(name, report, source -> value.applyAsDouble(source.get()))
        .description(what)
        .tags(tags)
        .register(registry);
  }

  private void gauge(String name, String what, ToDoubleFunction<Report> value) {
    Gauge.builder(name, () -> value.applyAsDouble(report.get()))
        .description(what)
        .register(registry);
  }
}
