package io.millrace.operator.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which samples of lag are kept.
 *
 * @param interval time between two samples
 * @param range how far back they count
 * @param aggregate how the lag of all partitions becomes one
 */
public record LagWindow(Duration interval, Duration range, LagAggregate aggregate) {

  /** So many samples are kept at most: they stand in status. */
  public static final int MOST = 100;

  /**
   * @param interval time between two samples as asked for; taken for longer where lag is measured
   *     less often, or where the range would hold more than {@link #MOST} samples
   * @param range how far back they count, not less than {@code interval}
   * @param measured time between two measurements of lag
   */
  public static LagWindow of(
      Duration interval, Duration range, Duration measured, LagAggregate aggregate) {
    Duration within = longer(interval, range);
    Duration least = within.dividedBy(MOST - 1);
    return new LagWindow(longer(longer(interval, measured), least), within, aggregate);
  }

  /** When the next sample after {@code samples} is due; not before {@code first}. */
  public Instant due(List<LagSample> samples, Instant first) {
    return samples.isEmpty() ? first : samples.getLast().at().plus(interval);
  }

  /** {@code samples} with one more, without those that are too old by then. */
  public List<LagSample> with(List<LagSample> samples, LagSample next) {
    List<LagSample> kept = new ArrayList<>(within(samples, next.at()));
    kept.add(next);
    return kept.subList(Math.max(0, kept.size() - MOST), kept.size());
  }

  /** Those of {@code samples} that count at {@code now}. */
  public List<LagSample> within(List<LagSample> samples, Instant now) {
    Instant oldest = now.minus(range);
    return samples.stream().filter(sample -> !sample.at().isBefore(oldest)).toList();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
