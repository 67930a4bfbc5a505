package io.millrace.runner.loop;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.segments.FinishedSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pushes the segments of one sequence, one after another. After a failure it goes on where it
 * stopped, under a new path: whether the old one was written is unknown then, and what lies there
 * belongs to no manifest. Not thread-safe.
 */
final class PushedSegments {

  private final String dataSource;
  private final DeepStorage storage;
  private final Supplier<String> uuids;
  private final List<SegmentDescriptor> pushed = new ArrayList<>();

  PushedSegments(String dataSource, DeepStorage storage, Supplier<String> uuids) {
    this.dataSource = dataSource;
    this.storage = storage;
    this.uuids = uuids;
  }

  /** Pushes those of {@code segments} that are not pushed yet, and describes all of them. */
  List<SegmentDescriptor> push(List<FinishedSegment> segments) throws DeepStorageException {
    while (pushed.size() < segments.size()) {
      FinishedSegment next = segments.get(pushed.size());
      pushed.add(describe(next, storage.push(path(next), next.directory())));
    }
    return List.copyOf(pushed);
  }

  /** Druid's path of a segment, made unique as its streaming tasks do. */
  private String path(FinishedSegment segment) {
    return "%s/%s/%s/0/%s"
        .formatted(
            dataSource,
            segment.interval().replace('/', '_'),
            SegmentDescriptor.VERSION,
            uuids.get());
  }

  private SegmentDescriptor describe(FinishedSegment segment, DeepStorage.Location location) {
    return new SegmentDescriptor(
        dataSource,
        segment.interval(),
        SegmentDescriptor.VERSION,
        loadSpec(location),
        segment.dimensions(),
        segment.metrics(),
        SegmentDescriptor.numbered(0),
        segment.binaryVersion(),
        segment.size(),
        segment.rows());
  }

  private static Map<String, Object> loadSpec(DeepStorage.Location location) {
    return switch (location) {
      case DeepStorage.Location.Directory(var path) ->
          Map.of("type", "local", "path", path.toString());
      case DeepStorage.Location.S3Object(var bucket, var key) ->
          Map.of("type", "s3_zip", "bucket", bucket, "key", key, "S3Schema", "s3a");
    };
  }
}
