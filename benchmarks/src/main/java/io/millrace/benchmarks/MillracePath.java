package io.millrace.benchmarks;

import io.millrace.segments.FinishedSegment;
import io.millrace.segments.SegmentBuilder;
import io.millrace.segments.SegmentBuilders;
import io.millrace.segments.TimeBounds;
import java.nio.file.Path;
import java.time.InstantSource;

/** Millrace's segment builder, as a task uses it. */
final class MillracePath implements BuildPath {

  @Override
  public Built build(Workload workload, WikipediaRows rows, Path directory) throws Exception {
    SegmentBuilders builders =
        SegmentBuilders.of(
            workload.dataSchema(),
            workload.inputFormat(),
            workload.tuningConfig(),
            Runnable::run,
            InstantSource.system());
    try (SegmentBuilder builder = builders.open(directory.resolve("sequence"), TimeBounds.OPEN)) {
      builder.add(rows);
      long count = 0;
      long size = 0;
      for (FinishedSegment segment : builder.finish()) {
        count += segment.rows();
        size += segment.size();
      }
      return new Built(count, size);
    }
  }
}
