package io.millrace.runner.metrics;

import java.time.Duration;

/**
 * An exponentially weighted average of a rate, as Druid's row statistics have it: one sample every
 * five seconds, the first one taken as it is. Not thread-safe.
 */
final class MovingAverage {

  /** Time between two samples. */
  static final Duration TICK = Duration.ofSeconds(5);

  private final double weight;
  private double rate;
  private boolean started;

  MovingAverage(Duration window) {
    this.weight = 1 - Math.exp(-(double) TICK.toMillis() / window.toMillis());
  }

  /**
   * @param count how much was counted in the last five seconds
   */
  void tick(long count) {
    double sample = (double) count / TICK.toSeconds();
    rate = started ? rate + weight * (sample - rate) : sample;
    started = true;
  }

  /** Per second. */
  double rate() {
    return rate;
  }
}
