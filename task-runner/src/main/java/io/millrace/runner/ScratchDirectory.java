package io.millrace.runner;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory for scratch files. One Pod is one attempt: what lies there is of no use. */
final class ScratchDirectory {

  private ScratchDirectory() {}

  /** The directory, made when it is not there, with nothing in it. */
  static Path emptied(Path directory) throws ConfigurationException {
    try {
      Files.createDirectories(directory);
      Files.walkFileTree(directory, new Emptying(directory));
      Files.delete(Files.createTempFile(directory, "probe", null));
      return directory;
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              "%s, the directory for scratch files, cannot be used: %s; expected one that the process may write to"
                  .formatted(directory, e)));
    }
  }

  private static final class Emptying extends SimpleFileVisitor<Path> {

    private final Path root;

    Emptying(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!directory.equals(root)) {
        Files.delete(directory);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
