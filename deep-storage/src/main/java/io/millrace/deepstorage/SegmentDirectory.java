package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The local directory that a push reads. */
final class SegmentDirectory {

  private SegmentDirectory() {}

  /** Its files, in order of their names. */
  static List<Path> files(Path directory) throws DeepStorageException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.sorted().toList();
    } catch (IOException e) {
      throw new DeepStorageException(
          Kind.OTHER,
          "Cannot push a segment: its directory %s cannot be read (%s). It must be there until the push has returned."
              .formatted(directory, e),
          e);
    }
    boolean flat =
        files.stream().allMatch(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    if (files.isEmpty() || !flat) {
      throw new DeepStorageException(
          Kind.OTHER,
          "Cannot push a segment: its directory %s must hold files only, at least one; found %s."
              .formatted(directory, files.stream().map(Path::getFileName).toList()),
          null);
    }
    return files;
  }
}
