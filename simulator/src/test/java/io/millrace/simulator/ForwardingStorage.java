package io.millrace.simulator;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Hands every call on. */
class ForwardingStorage implements DeepStorage {

  private final DeepStorage to;

  ForwardingStorage(DeepStorage to) {
    this.to = to;
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws DeepStorageException {
    return to.createIfAbsent(path, content);
  }

  @Override
  public Optional<byte[]> read(String path) throws DeepStorageException {
    return to.read(path);
  }

  @Override
  public List<String> list(String prefix) throws DeepStorageException {
    return to.list(prefix);
  }

  @Override
  public Location push(String path, Path directory) throws DeepStorageException {
    return to.push(path, directory);
  }

  @Override
  public void delete(String path) throws DeepStorageException {
    to.delete(path);
  }

  @Override
  public void close() {
    to.close();
  }
}
