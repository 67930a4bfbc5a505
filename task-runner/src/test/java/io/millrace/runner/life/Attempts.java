package io.millrace.runner.life;

import io.millrace.protocol.Manifest;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.RowCounters;
import io.millrace.runner.Assignments;
import java.util.List;

/** One attempt and what belongs to it, for tests. */
public final class Attempts {

  public static final String STREAM = "cluster{events=1}";

  private Attempts() {}

  public static Attempt attempt() {
    return new Attempt("ns", "events", "supervisor-uid", 2, 4, 3, "events-2-4-0", "pod-uid");
  }

  public static Assignments standby() {
    return Assignments.standby(3, 4, STREAM);
  }

  /** What preparing a closed sequence without rows leads to. */
  static Prepared prepared(ClosedSequence closed) {
    Sequence advanced = closed.sequence().advanced();
    return new Prepared(
        closed.manifestPath(),
        "digest",
        new Manifest(
            1,
            "supervisor-uid",
            3,
            2,
            4,
            advanced.number(),
            "pod-uid",
            STREAM,
            advanced.start().text(),
            advanced.end().text(),
            MessageTimeBounds.OPEN,
            RowCounters.ZERO,
            List.of()));
  }
}
