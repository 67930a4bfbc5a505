package io.millrace.benchmarks.scale;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls to the API server. Thread-safe. */
final class ApiCalls {

  /** What is called for. */
  enum Kind {
    STATUS,
    POD,
    REVISION,
    EVENT,
    READ
  }

  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
  private final ThreadLocal<long[]> ofThread = ThreadLocal.withInitial(() -> new long[1]);

  ApiCalls() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  void count(Kind kind) {
    counter(kind).increment();
    ofThread.get()[0]++;
  }

  /** Those that the calling thread has made. */
  long ofThisThread() {
    return ofThread.get()[0];
  }

  long of(Kind kind) {
    return counter(kind).sum();
  }

  void clear() {
    counts.values().forEach(LongAdder::reset);
  }

  private LongAdder counter(Kind kind) {
    LongAdder counter = counts.get(kind);
    if (counter == null) {
      throw new IllegalStateException("nothing counts " + kind);
    }
    return counter;
  }
}
