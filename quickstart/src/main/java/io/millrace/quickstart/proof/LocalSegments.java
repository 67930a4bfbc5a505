package io.millrace.quickstart.proof;

import io.millrace.protocol.SegmentDescriptor;
import io.millrace.segments.SegmentReader;
import java.io.IOException;
import java.nio.file.Path;

/** Segments in folders of this machine. */
public final class LocalSegments implements SegmentOpener {

  @Override
  public SegmentReader open(SegmentDescriptor segment) throws IOException {
    Object path = segment.loadSpec().get("path");
    if (path == null) {
      throw new IOException(
          "segment %s has load spec %s; expected one of local deep storage with a path"
              .formatted(segment.identifier(), segment.loadSpec()));
    }
    return SegmentReader.open(Path.of(path.toString()));
  }
}
