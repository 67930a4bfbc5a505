package io.millrace.operator.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.LastReset;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is measured of one supervisor. Safe for use by several threads. */
final class SupervisorMeters {

  private static final Duration[] GAPS = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  private final MeterRegistry registry;
  private final SupervisorLabels labels;
  private final Map<String, AtomicReference<Double>> values = new ConcurrentHashMap<>();
  private final List<Meter.Id> registered = new CopyOnWriteArrayList<>();
  private final Timer runs;
  private final LagMeters lag;
  private final AutoscalerMeters autoscaler;
  private final Timer gaps;

  SupervisorMeters(MeterRegistry registry, SupervisorLabels labels, int partitions) {
    this.registry = registry;
    this.labels = labels;
    this.runs =
        Timer.builder("millrace.run.loop")
            .description("Time of one iteration of the run loop")
            .tags(labels.tags())
            .register(registry);
    registered.add(runs.getId());
    this.lag = new LagMeters(registry, labels, partitions);
    this.autoscaler = new AutoscalerMeters(registry, labels);
    this.gaps =
        Timer.builder("millrace.rollover.gap")
            .description("Time from the pause of a partition to the first poll of what reads on")
            .tags(labels.tags())
            .serviceLevelObjectives(GAPS)
            .register(registry);
    registered.add(gaps.getId());
  }

  SupervisorLabels labels() {
    return labels;
  }

  void took(Duration run) {
    runs.record(run);
  }

  /** A rollover of so many partitions. */
  void gap(Duration gap, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      gaps.record(gap);
    }
  }

  void commits(long number) {
    set("millrace.commits", "Number of the newest commit", Tags.empty(), (double) number);
  }

  /** Where positions moved otherwise than by reading. */
  void jumps(Jumps jumps) {
    set(
        "millrace.lost.records",
        "Positions that retention took before they were read, ever",
        Tags.empty(),
        (double) jumps.lostRecords());
    LastReset reset = jumps.lastReset();
    if (reset != null) {
      set(
          "millrace.reset.skipped.records",
          "Positions that the last reset skipped",
          Tags.empty(),
          (double) reset.skipped());
      set(
          "millrace.reset.repeated.records",
          "Positions that are read again since the last reset",
          Tags.empty(),
          (double) reset.repeated());
      set(
          "millrace.reset.other.topic.partitions",
          "Partitions of the last reset whose topic is another one since then, or gone",
          Tags.empty(),
          (double) reset.otherTopic());
    }
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
          (double) number);
    }
  }

  /** Lag is not shown while the stream does not answer: the last one may be wrong by now. */
  void stream(StreamObservation stream) {
    lag.show(stream.lastLag().orElse(null));
    if (stream instanceof StreamObservation.Known known) {
      set(
          "ingest.kafka.fetchOffsets.time",
          "Milliseconds that the stream took to tell its positions",
          Tags.empty(),
          (double) known.took().toMillis());
    }
  }

  /** Absent while it is off. */
  void autoscaler(@Nullable AutoscalerState state) {
    autoscaler.show(state);
  }

  void remove() {
    registered.forEach(registry::remove);
    lag.show(null);
    autoscaler.show(null);
  }

  private void set(String name, String description, Tags more, double value) {
    values.computeIfAbsent(name + more, ignored -> register(name, description, more)).set(value);
  }

  private AtomicReference<Double> register(String name, String description, Tags more) {
    AtomicReference<Double> value = new AtomicReference<>(0.0);
    registered.add(
        Gauge.builder(name, value, AtomicReference::get)
            .description(description)
            .tags(labels.tags().and(more))
            .strongReference(true)
            .register(registry)
            .getId());
    return value;
  }
}
