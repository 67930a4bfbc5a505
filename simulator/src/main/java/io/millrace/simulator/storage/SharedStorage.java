package io.millrace.simulator.storage;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.DeepStorageException.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What lies in deep storage, and the finished segments that wait on scratch volumes to be pushed.
 * Visible is what is complete, unless a write breaks off, and of several writers at a path one
 * wins.
 */
public final class SharedStorage {

  private static final String MANIFESTS = "/prepared/";
  private static final long[] NO_ROWS = {};

  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final SortedMap<String, long[]> segments = new TreeMap<>();
  private final Map<Path, long[]> scratch = new HashMap<>();
  private final Watcher watcher;

  /** Is told of every file that is created, refused or replaced. */
  public interface Watcher {

    /** A file was created. */
    void created(String path, byte[] content);

    /** A file was not created, since one is there. */
    void refused(String path, byte[] present, byte[] offered);

    /** Other content took the place of what was there. */
    void replaced(String path, byte[] present, byte[] written);
  }

  public SharedStorage(Watcher watcher) {
    this.watcher = watcher;
  }

  /** Rows of a finished segment, in a folder of a scratch volume. */
  public void keepOnScratch(Path folder, long[] rows) {
    scratch.put(folder, rows);
  }

  /** Frees a folder of a scratch volume. */
  public void dropFromScratch(Path folder) {
    scratch.remove(folder);
  }

  /** A file; empty when there is none. */
  public Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Paths that begin with {@code prefix}. */
  public List<String> paths(String prefix) {
    return files.tailMap(prefix).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .toList();
  }

  /** Rows of a pushed segment; empty when there is none. */
  public Optional<long[]> segment(String path) {
    return Optional.ofNullable(segments.get(path));
  }

  boolean create(String path, byte[] content) {
    byte[] kept = content.clone();
    byte[] present = files.putIfAbsent(path, kept);
    if (present == null) {
      watcher.created(path, kept);
      return true;
    }
    if (!Arrays.equals(present, content)) {
      watcher.refused(path, present, content);
    }
    return false;
  }

  /** Replaces what is there, as no deep storage may. */
  public void overwrite(String path, byte[] content) {
    byte[] kept = content.clone();
    byte[] present = files.put(path, kept);
    if (present == null) {
      watcher.created(path, kept);
    } else if (!Arrays.equals(present, kept)) {
      watcher.replaced(path, present, kept);
    }
  }

  /** Loses a file, as no deep storage may. */
  public void lose(String path) {
    files.remove(path);
  }

  /** Loses rows of a segment, as no deep storage may. */
  public void truncate(String path) {
    segments.computeIfPresent(path, (same, rows) -> Arrays.copyOf(rows, rows.length - 1));
  }

  void push(String path, Path folder) throws DeepStorageException {
    long[] rows = scratch.get(folder);
    if (rows == null) {
      throw new DeepStorageException(Kind.OTHER, "There is no " + folder + " to push.", null);
    }
    if (segments.putIfAbsent(path, rows) != null) {
      throw new DeepStorageException(Kind.OTHER, "Something is at " + path + " already.", null);
    }
  }

  /**
   * A write breaks off. Deep storage promises that nothing of it shows, and who reads a ledger has
   * to rely on that. Tasks and operators do not: a part of a manifest may be there, and nobody may
   * take it for one.
   */
  void breakOff(String path, byte[] content) {
    if (path.contains(MANIFESTS)) {
      files.putIfAbsent(path, Arrays.copyOf(content, content.length / 2));
    }
  }

  /** A push breaks off: some rows are there, under a path that belongs to no manifest. */
  void breakOffPush(String path, Path folder) {
    long[] rows = scratch.getOrDefault(folder, NO_ROWS);
    segments.putIfAbsent(path, Arrays.copyOf(rows, rows.length / 2));
  }

  void delete(String path) {
    files.remove(path);
    segments.remove(path);
  }
}
