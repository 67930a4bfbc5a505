package io.millrace.operator.decide;

import io.millrace.operator.Reason;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.SegmentDescriptor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Partition numbers of segments within a time chunk, which their ledger entry gives out one after
 * another. Druid tells as many apart as a {@code short} can.
 */
final class PartitionNumbers {

  private static final int LAST = Short.MAX_VALUE;
  private static final int FIRST_WARNING = 30_000;
  private static final int STEP = 1_000;

  private PartitionNumbers() {}

  /**
   * Warns when a commit of {@code accepted} brings a time chunk near the last number: at {@value
   * #FIRST_WARNING}, and at each {@value #STEP} from there on.
   *
   * @param next next number of each time chunk, by interval
   */
  static void warn(Draft draft, Map<String, Integer> next, List<Prepared> accepted) {
    Map<String, Integer> more = new TreeMap<>();
    accepted.stream()
        .flatMap(prepared -> prepared.manifest().segments().stream())
        .map(SegmentDescriptor::interval)
        .forEach(interval -> more.merge(interval, 1, Integer::sum));
    more.forEach(
        (interval, segments) -> {
          int before = next.getOrDefault(interval, 0) - 1;
          int highest = before + segments;
          if (highest >= FIRST_WARNING && highest / STEP > before / STEP) {
            draft.warn(Reason.PartitionNumbersRunOut, message(interval, highest));
          }
        });
  }

  private static String message(String interval, int highest) {
    return "time chunk %s has segments up to partition number %d; Druid loads none above %d. Make fewer, larger ones: raise taskDuration or maxRowsPerSegment, lower taskCount, or choose a finer segmentGranularity"
        .formatted(interval, highest, LAST);
  }
}
