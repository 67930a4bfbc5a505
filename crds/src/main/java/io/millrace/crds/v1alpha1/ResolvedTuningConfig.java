package io.millrace.crds.v1alpha1;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tuningConfig} with Druid's defaults in the place of what the user left out. Immutable.
 */
public final class ResolvedTuningConfig {

  private static final Duration LEAST_OFFSET_FETCH_PERIOD = Duration.ofSeconds(5);

  private final @Nullable TuningConfig config;

  /** Of {@code config}; all defaults when there is none. */
  public ResolvedTuningConfig(@Nullable TuningConfig config) {
    this.config = config;
  }

  public int maxRowsInMemory() {
    return config == null || config.maxRowsInMemory() == null ? 150_000 : config.maxRowsInMemory();
  }

  /** 0 for a sixth of the heap, negative for no limit. */
  public long maxBytesInMemory() {
    return config == null || config.maxBytesInMemory() == null ? 0 : config.maxBytesInMemory();
  }

  public boolean skipBytesInMemoryOverheadCheck() {
    return config != null && Boolean.TRUE.equals(config.skipBytesInMemoryOverheadCheck());
  }

  public int maxRowsPerSegment() {
    return config == null || config.maxRowsPerSegment() == null
        ? 5_000_000
        : config.maxRowsPerSegment();
  }

  public long maxTotalRows() {
    return config == null || config.maxTotalRows() == null ? 20_000_000 : config.maxTotalRows();
  }

  public Duration intermediatePersistPeriod() {
    return period(
        config == null ? null : config.intermediatePersistPeriod(), Duration.ofMinutes(10));
  }

  /** So long by default that it never ends. */
  public Duration intermediateHandoffPeriod() {
    return period(
        config == null ? null : config.intermediateHandoffPeriod(),
        Duration.ofDays(Integer.MAX_VALUE));
  }

  public boolean reportParseExceptions() {
    return config != null && Boolean.TRUE.equals(config.reportParseExceptions());
  }

  public boolean logParseExceptions() {
    return config != null && Boolean.TRUE.equals(config.logParseExceptions());
  }

  /** 0 with {@code reportParseExceptions}, as in Druid. */
  public int maxParseExceptions() {
    if (reportParseExceptions()) {
      return 0;
    }
    return config == null || config.maxParseExceptions() == null
        ? Integer.MAX_VALUE
        : config.maxParseExceptions();
  }

  /** At most 1 with {@code reportParseExceptions}, as in Druid. */
  public int maxSavedParseExceptions() {
    int saved =
        config == null || config.maxSavedParseExceptions() == null
            ? 0
            : config.maxSavedParseExceptions();
    return reportParseExceptions() ? Math.min(1, saved) : saved;
  }

  /** Zero for as long as it takes. */
  public Duration handoffConditionTimeout() {
    return Duration.ofMillis(
        config == null || config.handoffConditionTimeout() == null
            ? 900_000
            : config.handoffConditionTimeout());
  }

  public boolean resetOffsetAutomatically() {
    return config != null && Boolean.TRUE.equals(config.resetOffsetAutomatically());
  }

  public int numPersistThreads() {
    return config == null || config.numPersistThreads() == null ? 1 : config.numPersistThreads();
  }

  /** -1 for as many as memory allows. */
  public int maxColumnsToMerge() {
    return config == null || config.maxColumnsToMerge() == null ? -1 : config.maxColumnsToMerge();
  }

  public int chatRetries() {
    return config == null || config.chatRetries() == null ? 8 : config.chatRetries();
  }

  public Duration httpTimeout() {
    return period(config == null ? null : config.httpTimeout(), Duration.ofSeconds(10));
  }

  public Duration shutdownTimeout() {
    return period(config == null ? null : config.shutdownTimeout(), Duration.ofSeconds(80));
  }

  /** At least five seconds: less is raised to that, as in Druid. */
  public Duration offsetFetchPeriod() {
    Duration asked =
        period(config == null ? null : config.offsetFetchPeriod(), Duration.ofSeconds(30));
    return betweenLooks(asked);
  }

  /** The stream is not looked at more often than every five seconds, whoever asks for it. */
  public static Duration betweenLooks(Duration asked) {
    return asked.compareTo(LEAST_OFFSET_FETCH_PERIOD) < 0 ? LEAST_OFFSET_FETCH_PERIOD : asked;
  }

  private static Duration period(@Nullable String period, Duration otherwise) {
    return period == null ? otherwise : IsoPeriod.parse(period);
  }
}
