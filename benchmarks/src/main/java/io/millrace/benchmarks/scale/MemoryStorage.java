package io.millrace.benchmarks.scale;

import io.millrace.deepstorage.DeepStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Deep storage of all supervisors, without segments: fake tasks have no rows. Thread-safe. */
final class MemoryStorage implements DeepStorage {

  private final ConcurrentNavigableMap<String, byte[]> files = new ConcurrentSkipListMap<>();

  @Override
  public boolean createIfAbsent(String path, byte[] content) {
    return files.putIfAbsent(path, content.clone()) == null;
  }

  @Override
  public Optional<byte[]> read(String path) {
    return Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }

  @Override
  public List<String> list(String prefix) {
    return files.tailMap(prefix).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .toList();
  }

  @Override
  public Location push(String path, Path directory) {
    throw new UnsupportedOperationException("fake tasks push no segments, asked for " + path);
  }

  @Override
  public void delete(String path) {
    files.remove(path);
  }

  int size() {
    return files.size();
  }

  /** Forgets everything: it does not count as memory of the operator. */
  void clear() {
    files.clear();
  }

  /** Belongs to all supervisors, and holds nothing that has to be closed. */
  @Override
  public void close() {}
}
