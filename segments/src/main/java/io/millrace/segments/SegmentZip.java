package io.millrace.segments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A segment as it lies zipped in deep storage: a flat archive. */
final class SegmentZip {

  private SegmentZip() {}

  static void unpack(Path zip, Path directory) throws IOException {
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path file = directory.resolve(entry.getName()).normalize();
        if (entry.isDirectory() || !directory.equals(file.getParent())) {
          throw new IOException(
              "%s holds '%s', a segment is a flat archive of files"
                  .formatted(zip, entry.getName()));
        }
        Files.copy(entries, file);
      }
    }
  }
}
