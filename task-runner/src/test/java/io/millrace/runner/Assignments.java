package io.millrace.runner;

import io.millrace.protocol.Acknowledged;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Assignments as the operator would make them: each one says a little more than the one before. */
public record Assignments(Assignment current) {

  /** Nothing but a generation: what a warm standby gets. */
  public static Assignments standby(long epoch, int generation, String streamIdentity) {
    return new Assignments(
        new Assignment(
            ProtocolVersion.TASK_PROTOCOL,
            1,
            epoch,
            generation,
            streamIdentity,
            null,
            List.of(),
            null,
            false,
            Duration.ofSeconds(20),
            Acknowledged.NOTHING,
            MessageTimeBounds.OPEN,
            false));
  }

  public Assignments start(Map<String, String> start) {
    return next(
        start,
        current.boundaries(),
        current.end(),
        current.paused(),
        new Acknowledged(start, List.of()),
        current.stop());
  }

  public Assignments boundary(Map<String, String> boundary) {
    List<Map<String, String>> more = new ArrayList<>(current.boundaries());
    more.add(boundary);
    return next(
        current.start(),
        more,
        current.end(),
        current.paused(),
        current.committed(),
        current.stop());
  }

  public Assignments end(Map<String, String> end) {
    return next(
        current.start(), current.boundaries(), end, false, current.committed(), current.stop());
  }

  public Assignments paused() {
    return next(
        current.start(),
        current.boundaries(),
        current.end(),
        true,
        current.committed(),
        current.stop());
  }

  public Assignments resumed() {
    return next(
        current.start(),
        current.boundaries(),
        current.end(),
        false,
        current.committed(),
        current.stop());
  }

  /** The same for the positions of another stream. */
  public Assignments of(String streamIdentity) {
    return new Assignments(
        new Assignment(
            current.protocolVersion(),
            current.number() + 1,
            current.epoch(),
            current.generation(),
            streamIdentity,
            current.start(),
            current.boundaries(),
            current.end(),
            current.paused(),
            current.pauseTimeout(),
            current.committed(),
            current.messageTimeBounds(),
            current.stop()));
  }

  /** Event times that sequences accept which begin from now on. */
  public Assignments bounds(MessageTimeBounds bounds) {
    return new Assignments(
        new Assignment(
            current.protocolVersion(),
            current.number() + 1,
            current.epoch(),
            current.generation(),
            current.streamIdentity(),
            current.start(),
            current.boundaries(),
            current.end(),
            current.paused(),
            current.pauseTimeout(),
            current.committed(),
            bounds,
            current.stop()));
  }

  public Assignments stopped() {
    return next(
        current.start(),
        current.boundaries(),
        current.end(),
        current.paused(),
        current.committed(),
        true);
  }

  /** Everything that is prepared has become final. */
  public Assignments committing(Report report) {
    Assignments next = this;
    for (Prepared prepared : report.prepared()) {
      next = next.committed(prepared.manifest().end(), prepared.path());
    }
    return next;
  }

  /** A manifest has become final, this task's or another's. */
  public Assignments committed(Map<String, String> positions, String... paths) {
    Map<String, String> reached = new TreeMap<>(current.committed().positions());
    reached.putAll(positions);
    List<String> manifests = new ArrayList<>(current.committed().manifests());
    manifests.addAll(List.of(paths));
    return next(
        current.start(),
        current.boundaries(),
        current.end(),
        current.paused(),
        new Acknowledged(reached, manifests),
        current.stop());
  }

  private Assignments next(
      @Nullable Map<String, String> start,
      List<Map<String, String>> boundaries,
      @Nullable Map<String, String> end,
      boolean paused,
      Acknowledged committed,
      boolean stop) {
    return new Assignments(
        new Assignment(
            current.protocolVersion(),
            current.number() + 1,
            current.epoch(),
            current.generation(),
            current.streamIdentity(),
            start,
            boundaries,
            end,
            paused,
            current.pauseTimeout(),
            committed,
            current.messageTimeBounds(),
            stop));
  }
}
