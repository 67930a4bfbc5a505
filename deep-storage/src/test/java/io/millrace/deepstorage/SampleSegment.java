package io.millrace.deepstorage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Directories that look like a segment's. */
final class SampleSegment {

  private SampleSegment() {}

  /** A new directory with a small file and one of {@code bytes} that do not compress. */
  static Path in(Path parent, int bytes) throws IOException {
    Path directory = Files.createTempDirectory(parent, "segment");
    Files.write(directory.resolve("version.bin"), new byte[] {0, 0, 0, 9});
    Files.write(directory.resolve("00000.smoosh"), noise(bytes));
    return directory;
  }

  static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(42).nextBytes(noise);
    return noise;
  }
}
