package io.millrace.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.status.Lag;
import io.millrace.protocol.TaskState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The gauges of one supervisor. */
final class SupervisorMeters {

  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<String, AtomicLong> values = new ConcurrentHashMap<>();
  private final List<Meter.Id> registered = new CopyOnWriteArrayList<>();

  SupervisorMeters(MeterRegistry registry, Tags tags, String dataSource) {
    this.registry = registry;
    this.tags = tags.and("dataSource", dataSource);
  }

  void commits(long number) {
    set("millrace.commits", "Number of the newest commit", Tags.empty(), number);
  }

  void groups(int number) {
    set("millrace.task.groups", "Task groups", Tags.empty(), number);
  }

  void pods(Collection<ObservedPod> pods) {
    for (TaskState state : TaskState.values()) {
      long number =
          pods.stream()
              .filter(
                  pod -> !pod.hasEnded() && pod.report() != null && pod.report().state() == state)
              .count();
      set(
          "millrace.tasks",
          "Tasks by what they say of themselves",
          Tags.of("state", state.name()),
          number);
    }
  }

  void lag(Lag lag) {
    int partitions = Math.max(1, lag.byPartition().size());
    set("ingest.kafka.lag", "Records that are not read yet", Tags.empty(), lag.records());
    set(
        "ingest.kafka.maxLag",
        "The same of the partition that is furthest behind",
        Tags.empty(),
        lag.maxRecords());
    set(
        "ingest.kafka.avgLag",
        "The same of a partition on average",
        Tags.empty(),
        lag.records() / partitions);
    lag.byPartition()
        .forEach(
            (partition, records) ->
                set(
                    "ingest.kafka.partitionLag",
                    "The same by partition",
                    Tags.of("partition", partition.value()),
                    records));
  }

  void remove() {
    registered.forEach(registry::remove);
  }

  private void set(String name, String description, Tags more, long value) {
    values.computeIfAbsent(name + more, ignored -> register(name, description, more)).set(value);
  }

  private AtomicLong register(String name, String description, Tags more) {
    AtomicLong value = new AtomicLong();
    registered.add(
        Gauge.builder(name, value, AtomicLong::doubleValue)
            .description(description)
            .tags(tags.and(more))
            .strongReference(true)
            .register(registry)
            .getId());
    return value;
  }
}
