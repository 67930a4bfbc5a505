package io.millrace.deepstorage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One walk that collects the files and pushed segments whose path begins with a prefix. */
final class LocalListing extends SimpleFileVisitor<Path> {

  private final Path base;
  private final String prefix;
  private final SortedSet<String> found = new TreeSet<>();

  LocalListing(Path base, String prefix) {
    this.base = base;
    this.prefix = prefix;
  }

  /** Walks from {@code folder}, which must hold everything that begins with the prefix. */
  List<String> from(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      Files.walkFileTree(folder, this);
    }
    return List.copyOf(found);
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
    String path = relative(directory);
    if (path.equals(StoredPath.INTERMEDIATE_FILES) || path.equals(StoredPath.INTERMEDIATE_PUSHES)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (path.endsWith("/" + StoredPath.SEGMENT_DIRECTORY)) {
      add(path.substring(0, path.length() - StoredPath.SEGMENT_DIRECTORY.length() - 1));
      return FileVisitResult.SKIP_SUBTREE;
    }
    boolean leadsThere = path.isEmpty() || path.startsWith(prefix) || prefix.startsWith(path + "/");
    return leadsThere ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    add(relative(file));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    return goOn(failure);
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
      throws IOException {
    return failure == null ? FileVisitResult.CONTINUE : goOn(failure);
  }

  /** What was deleted during the walk is not listed. */
  private static FileVisitResult goOn(IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }

  private void add(String path) {
    if (path.startsWith(prefix)) {
      found.add(path);
    }
  }

  private String relative(Path path) {
    return base.relativize(path).toString();
  }
}
