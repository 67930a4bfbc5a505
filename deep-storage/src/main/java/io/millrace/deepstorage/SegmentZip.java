package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A zip of a segment's files beside their directory, where there was room for them; removed when
 * closed.
 */
record SegmentZip(Path file, long size) implements AutoCloseable {

  /** The most that S3 takes in one request. */
  static final long LARGEST = 5L * 1024 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(SegmentZip.class);

  static SegmentZip of(Path directory) throws DeepStorageException {
    List<Path> files = SegmentDirectory.files(directory);
    Path parent = Objects.requireNonNullElse(directory.toAbsolutePath().getParent(), directory);
    Path zip = null;
    try {
      zip = Files.createTempFile(parent, "push-", ".zip");
      write(zip, files);
      SegmentZip made = new SegmentZip(zip, Files.size(zip));
      made.requireFits(directory);
      return made;
    } catch (IOException e) {
      if (zip != null) {
        remove(zip);
      }
      throw new LocalErrors(parent)
          .describe("zip segment %s for its upload".formatted(directory), e);
    }
  }

  private static void write(Path zip, List<Path> files) throws IOException {
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip), 1 << 16))) {
      // The columns in a segment are compressed already.
      out.setLevel(Deflater.BEST_SPEED);
      for (Path file : files) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  private void requireFits(Path directory) throws DeepStorageException {
    if (size > LARGEST) {
      close();
      throw new DeepStorageException(
          Kind.CONFIGURATION,
          "Cannot push segment %s: zipped it has %d bytes, and S3 takes %d at most. Lower tuningConfig.maxRowsPerSegment."
              .formatted(directory, size, LARGEST),
          null);
    }
  }

  @Override
  public void close() {
    remove(file);
  }

  private static void remove(Path zip) {
    try {
      Files.deleteIfExists(zip);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", zip).setCause(e).log("Temporary file could not be removed");
    }
  }
}
