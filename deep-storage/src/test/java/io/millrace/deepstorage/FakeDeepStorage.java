package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A deep storage in memory with the real contract, and with the troubles that real ones have. */
public final class FakeDeepStorage implements DeepStorage {

  /** The bucket that locations name. */
  public static final String BUCKET = "fake";

  private final SortedMap<String, byte[]> files = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, byte[]>> segments = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();
  private @Nullable Kind trouble;
  private @Nullable CountDownLatch gate;
  private boolean nextUploadBreaksOff;
  private boolean nextAnswerIsLost;

  /** Every call fails from now on, until {@link #heal}. */
  public synchronized void failWith(Kind kind) {
    trouble = kind;
  }

  /**
   * Every call that begins from now on waits until {@code opened} is counted down, until {@link
   * #heal}.
   */
  public synchronized void holdUntil(CountDownLatch opened) {
    gate = opened;
  }

  /** The next write or push fails half-way. Nothing of it shows. */
  public synchronized void breakOffNextUpload() {
    nextUploadBreaksOff = true;
  }

  /** The next write, push or deletion takes place, but its caller hears that nothing answered. */
  public synchronized void loseNextAnswer() {
    nextAnswerIsLost = true;
  }

  /** Ends every trouble. Calls that wait at a gate go on when that is opened. */
  public synchronized void heal() {
    trouble = null;
    gate = null;
    nextUploadBreaksOff = false;
    nextAnswerIsLost = false;
  }

  /** A copy of all files. */
  public synchronized Map<String, byte[]> files() {
    return new TreeMap<>(files);
  }

  /** A copy of a pushed segment's files by name; empty when nothing was pushed there. */
  public synchronized Map<String, byte[]> pushed(String path) {
    return new TreeMap<>(segments.getOrDefault(path, new TreeMap<>()));
  }

  /** Every call so far as {@code "<method> <path>"}, in order, those that failed included. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws DeepStorageException {
    String file = StoredPath.file(path).value();
    begin("createIfAbsent", file);
    synchronized (this) {
      breakOff(file);
      boolean created = files.putIfAbsent(file, content.clone()) == null;
      loseAnswer(file);
      return created;
    }
  }

  @Override
  public Optional<byte[]> read(String path) throws DeepStorageException {
    String file = StoredPath.file(path).value();
    begin("read", file);
    synchronized (this) {
      return Optional.ofNullable(files.get(file)).map(byte[]::clone);
    }
  }

  @Override
  public List<String> list(String prefix) throws DeepStorageException {
    String wanted = StoredPath.prefix(prefix).value();
    begin("list", wanted);
    synchronized (this) {
      TreeSet<String> found = new TreeSet<>(files.keySet());
      found.addAll(segments.keySet());
      found.removeIf(path -> !path.startsWith(wanted));
      return List.copyOf(found);
    }
  }

  @Override
  public Location push(String path, Path directory) throws DeepStorageException {
    String segment = StoredPath.file(path).value();
    SortedMap<String, byte[]> content = load(SegmentDirectory.files(directory));
    begin("push", segment);
    synchronized (this) {
      breakOff(segment);
      if (segments.putIfAbsent(segment, content) != null) {
        throw new DeepStorageException(
            Kind.OTHER, "Something is at " + segment + " already.", null);
      }
      loseAnswer(segment);
      return new Location.S3Object(BUCKET, segment + "/" + StoredPath.SEGMENT_ZIP);
    }
  }

  @Override
  public void delete(String path) throws DeepStorageException {
    String gone = StoredPath.anything(path).value();
    begin("delete", gone);
    synchronized (this) {
      files.remove(gone);
      segments.remove(gone);
      loseAnswer(gone);
    }
  }

  @Override
  public void close() {
    // Holds nothing; stays readable for the test.
  }

  private void begin(String method, String path) throws DeepStorageException {
    awaitGate(enter(method, path));
    synchronized (this) {
      if (trouble != null) {
        throw new DeepStorageException(
            trouble,
            "Fake deep storage is told to fail with %s at %s.".formatted(trouble, path),
            null);
      }
    }
  }

  private synchronized @Nullable CountDownLatch enter(String method, String path) {
    calls.add(method + " " + path);
    return gate;
  }

  private static void awaitGate(@Nullable CountDownLatch waitFor) throws DeepStorageException {
    if (waitFor == null) {
      return;
    }
    try {
      waitFor.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeepStorageException(
          Kind.OTHER, "Interrupted while fake deep storage was slow.", e);
    }
  }

  private void breakOff(String path) throws DeepStorageException {
    if (nextUploadBreaksOff) {
      nextUploadBreaksOff = false;
      throw new DeepStorageException(
          Kind.UNREACHABLE, "The upload of " + path + " broke off.", null);
    }
  }

  private void loseAnswer(String path) throws DeepStorageException {
    if (nextAnswerIsLost) {
      nextAnswerIsLost = false;
      throw new DeepStorageException(
          Kind.UNREACHABLE, "The answer for " + path + " was lost.", null);
    }
  }

  private static SortedMap<String, byte[]> load(List<Path> sources) throws DeepStorageException {
    SortedMap<String, byte[]> content = new TreeMap<>();
    for (Path source : sources) {
      try {
        content.put(source.getFileName().toString(), Files.readAllBytes(source));
      } catch (IOException e) {
        throw new DeepStorageException(Kind.OTHER, "Cannot read " + source, e);
      }
    }
    return content;
  }
}
