package io.millrace.benchmarks.scale;

import java.util.Arrays;

/** Numbers whose quantiles are asked for. */
final class Distribution {

  private long[] values = new long[1024];
  private int count;
  private long sum;

  void add(long value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
    sum += value;
  }

  void clear() {
    count = 0;
    sum = 0;
  }

  int count() {
    return count;
  }

  long sum() {
    return sum;
  }

  /** What {@code share} of the numbers do not exceed; 0 when there are none. */
  long quantile(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
