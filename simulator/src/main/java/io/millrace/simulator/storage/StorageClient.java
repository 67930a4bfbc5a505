package io.millrace.simulator.storage;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.ProcessCalls;
import io.millrace.simulator.fault.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Deep storage as one process reaches it: calls fail with or without effect or half-way, and take
 * long. While one takes long, others of the same client fail if {@link Use#ONE_AT_A_TIME} says so:
 * in a real process they would wait for a lock.
 */
public final class StorageClient implements DeepStorage {

  private static final double FAILURES = 0.05;
  private static final double SLOW_CALLS = 0.03;
  private static final double BREAKS = 0.1;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(40);
  private static final String BUCKET = "simulated";

  private final SharedStorage storage;
  private final Faults faults;
  private final ProcessCalls calls;
  private final Trace trace;
  private final String who;
  private final Use use;
  private int underWay;

  /** How the client may be used. */
  public enum Use {
    ONE_AT_A_TIME,
    AT_WILL
  }

  public StorageClient(
      SharedStorage storage, Faults faults, ProcessCalls calls, Trace trace, String who, Use use) {
    this.storage = storage;
    this.faults = faults;
    this.calls = calls;
    this.trace = trace;
    this.who = who;
    this.use = use;
  }

  /** A call that would wait for a lock which the simulation cannot wait for. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("another call is under way", null, false, false);
    }
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws DeepStorageException {
    String what = "create " + path;
    return call(
        what,
        () -> {
          mayBreakOff(what, () -> storage.breakOff(path, content));
          return storage.create(path, content);
        });
  }

  @Override
  public Optional<byte[]> read(String path) throws DeepStorageException {
    return call("read " + path, () -> storage.file(path).map(byte[]::clone));
  }

  @Override
  public List<String> list(String prefix) throws DeepStorageException {
    return call("list " + prefix, () -> storage.paths(prefix));
  }

  @Override
  public Location push(String path, Path directory) throws DeepStorageException {
    String what = "push " + path;
    return call(
        what,
        () -> {
          mayBreakOff(what, () -> storage.breakOffPush(path, directory));
          storage.push(path, directory);
          return new Location.S3Object(BUCKET, path);
        });
  }

  @Override
  public void delete(String path) throws DeepStorageException {
    call(
        "delete " + path,
        () -> {
          storage.delete(path);
          return true;
        });
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  private <T> T call(String what, Call<T> call) throws DeepStorageException {
    if (underWay > 0 && use == Use.ONE_AT_A_TIME) {
      throw new Busy();
    }
    underWay++;
    try {
      calls.point(what);
      slow(what);
      if (faults.strikes(FaultKind.STORAGE_CALLS, FAILURES)) {
        trace.note(who, () -> what + " fails");
        throw unreachable(what);
      }
      T answer = call.make();
      trace.note(who, () -> what + (answer instanceof Boolean ? " -> " + answer : ""));
      slow(what);
      if (faults.strikes(FaultKind.STORAGE_CALLS, FAILURES)) {
        trace.note(who, () -> what + " took effect, its answer is lost");
        throw unreachable(what);
      }
      calls.point(what);
      return answer;
    } finally {
      underWay--;
    }
  }

  private void mayBreakOff(String what, Runnable part) throws DeepStorageException {
    if (faults.strikes(FaultKind.STORAGE_HALF, BREAKS)) {
      trace.note(who, () -> what + " breaks off half-way");
      part.run();
      throw unreachable(what);
    }
  }

  private void slow(String what) {
    if (faults.strikes(FaultKind.STORAGE_SLOW, SLOW_CALLS)) {
      Duration length = faults.upTo(FaultKind.STORAGE_SLOW, LONGEST_CALL);
      trace.note(who, () -> what + " takes " + length);
      calls.await(length);
    }
  }

  private static DeepStorageException unreachable(String what) {
    return new DeepStorageException(Kind.UNREACHABLE, "No answer to " + what + ".", null);
  }

  @FunctionalInterface
  private interface Call<T> {
    T make() throws DeepStorageException;
  }
}
