package io.millrace.crds.v1alpha1;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@code ioConfig} with Druid's defaults in the place of what the user left out. Immutable. */
public final class ResolvedIoConfig {

  private final IoConfig config;

  public ResolvedIoConfig(IoConfig config) {
    this.config = config;
  }

  /** At least 1. */
  public int replicas() {
    if (config.replicas() != null) {
      return config.replicas();
    }
    int sum = config.serverPriorityToReplicas().values().stream().mapToInt(Integer::intValue).sum();
    return Math.max(1, sum);
  }

  /** At least 1: what the user asks for, without the autoscaler. */
  public int taskCount() {
    if (config.taskCount() != null) {
      return config.taskCount();
    }
    AutoScalerConfig autoScaler = config.autoScalerConfig();
    if (autoScaler == null || !Boolean.TRUE.equals(autoScaler.enableTaskAutoScaler())) {
      return 1;
    }
    return autoScaler.taskCountMin() == null ? 1 : autoScaler.taskCountMin();
  }

  /**
   * How many task groups may have an end that is recorded and not committed, at least 1; empty when
   * all may.
   */
  public Optional<Integer> stopTaskCount() {
    return Optional.ofNullable(config.stopTaskCount());
  }

  public Duration taskDuration() {
    return period(config.taskDuration(), Duration.ofHours(1));
  }

  public Duration startDelay() {
    return period(config.startDelay(), Duration.ofSeconds(5));
  }

  /** Time between two runs of the loop. */
  public Duration period() {
    return period(config.period(), Duration.ofSeconds(30));
  }

  public Duration completionTimeout() {
    return period(config.completionTimeout(), Duration.ofMinutes(30));
  }

  /**
   * Whether partitions without a committed position are read from their earliest one; each kind of
   * stream has its own name for it.
   */
  public boolean useEarliest(StreamType type) {
    return Boolean.TRUE.equals(
        switch (type) {
          case KAFKA -> config.useEarliestOffset();
          case KINESIS -> config.useEarliestSequenceNumber();
        });
  }

  /** How long nothing must have arrived until no task is kept; empty when tasks always are. */
  public Optional<Duration> idleAfter() {
    IdleConfig idle = config.idleConfig();
    if (idle == null || !Boolean.TRUE.equals(idle.enabled())) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofMillis(
            idle.inactiveAfterMillis() == null ? 600_000 : idle.inactiveAfterMillis()));
  }

  public Duration pollTimeout() {
    return Duration.ofMillis(config.pollTimeout() == null ? 100 : config.pollTimeout());
  }

  public boolean emitTimeLagMetrics() {
    return Boolean.TRUE.equals(config.emitTimeLagMetrics());
  }

  public Optional<Duration> lateMessageRejectionPeriod() {
    return Optional.ofNullable(config.lateMessageRejectionPeriod()).map(IsoPeriod::parse);
  }

  public Optional<Duration> earlyMessageRejectionPeriod() {
    return Optional.ofNullable(config.earlyMessageRejectionPeriod()).map(IsoPeriod::parse);
  }

  /** A time without an offset is in UTC, a date without a time its first instant. */
  public Optional<Instant> lateMessageRejectionStartDateTime() {
    return Optional.ofNullable(config.lateMessageRejectionStartDateTime())
        .map(ResolvedIoConfig::instant);
  }

  static Duration period(@Nullable String period, Duration otherwise) {
    return period == null ? otherwise : IsoPeriod.parse(period);
  }

  private static Instant instant(String text) {
    int time = text.indexOf('T');
    if (time < 0) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String afterDate = text.substring(time);
    boolean hasOffset =
        afterDate.endsWith("Z") || afterDate.indexOf('+') > 0 || afterDate.indexOf('-') > 0;
    return hasOffset
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
