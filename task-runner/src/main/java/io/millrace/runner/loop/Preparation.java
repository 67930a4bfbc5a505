package io.millrace.runner.loop;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.runner.life.ClosedSequence;
import io.millrace.runner.life.Problem;
import io.millrace.runner.life.Reasons;
import io.millrace.runner.life.Sequence;
import io.millrace.segments.FinishedSegment;
import io.millrace.streams.StreamException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepares one closed sequence in the background: finishes its segments, pushes them, makes sure
 * that the stream is still the one that was read, and writes the manifest. What may heal is tried
 * again for as long as it takes; nothing is done twice that has been done. Runs on one thread at a
 * time.
 */
final class Preparation {

  /** How it ended. */
  sealed interface Outcome {

    /** It can be committed. */
    record Done(Prepared prepared) implements Outcome {}

    /** It never can. */
    record Impossible(Problem problem) implements Outcome {}

    /** It was called off. */
    record CalledOff() implements Outcome {}
  }

  private final Preparer with;
  private final ClosedSequence closed;
  private final Optional<OpenSequence> rows;
  private final MessageTimeBounds bounds;
  private final String streamIdentity;
  private final Consumer<Outcome> whenEnded;
  private final PushedSegments pushed;
  private @Nullable List<FinishedSegment> finished;
  private int failures;
  private volatile boolean calledOff;

  /**
   * @param closed the sequence
   * @param rows its rows; empty when no record was read in it
   * @param bounds event times that it accepted
   * @param streamIdentity what its positions belong to
   * @param whenEnded told the outcome, once
   */
  Preparation(
      Preparer with,
      ClosedSequence closed,
      Optional<OpenSequence> rows,
      MessageTimeBounds bounds,
      String streamIdentity,
      Consumer<Outcome> whenEnded) {
    this.with = with;
    this.closed = closed;
    this.rows = rows;
    this.bounds = bounds;
    this.streamIdentity = streamIdentity;
    this.whenEnded = whenEnded;
    this.pushed = new PushedSegments(with.dataSource(), with.storage(), with.uuids());
  }

  /** Number of the sequence. */
  int number() {
    return closed.sequence().number();
  }

  /** Ends it before its next step. From any thread. */
  void callOff() {
    calledOff = true;
  }

  void run() {
    try {
      whenEnded.accept(calledOff ? new Outcome.CalledOff() : prepare());
    } catch (StreamException e) {
      if (Problems.mayHeal(e)) {
        again(Problems.of(e));
      } else {
        whenEnded.accept(new Outcome.Impossible(Problems.of(e)));
      }
    } catch (DeepStorageException e) {
      again(Problems.of(e));
    } catch (IOException e) {
      whenEnded.accept(new Outcome.Impossible(Problems.localDisk(e)));
    } catch (RuntimeException | Error e) {
      whenEnded.accept(new Outcome.Impossible(Problems.internal(e)));
      throw e;
    }
  }

  private void again(Problem problem) {
    with.trouble().add(problem);
    failures++;
    Duration wait = with.backoff().after(failures);
    with.scheduler().after(wait, this::run);
  }

  private Outcome prepare() throws StreamException, DeepStorageException, IOException {
    List<FinishedSegment> segments = finish();
    List<SegmentDescriptor> descriptors = pushed.push(segments);
    Optional<Problem> changed =
        with.identity().check(streamIdentity, closed.sequence().advanced().start());
    if (changed.isPresent()) {
      return new Outcome.Impossible(changed.get());
    }
    return write(descriptors);
  }

  private List<FinishedSegment> finish() throws IOException {
    List<FinishedSegment> known = finished;
    if (known == null) {
      known = rows.isPresent() ? rows.get().builder().finish() : List.of();
      finished = known;
    }
    return known;
  }

  private Outcome write(List<SegmentDescriptor> segments) throws DeepStorageException {
    Manifest written = describe(segments);
    byte[] bytes = ProtocolJson.write(written);
    String path = closed.manifestPath();
    if (!with.storage().createIfAbsent(path, bytes)
        && !with.storage().read(path).filter(found -> Arrays.equals(found, bytes)).isPresent()) {
      return new Outcome.Impossible(
          new Problem(
              Reasons.MANIFEST_CONFLICT,
              "Another manifest than this task's lies at %s in deep storage; nobody else may write there. Look for a second Pod with the same UID."
                  .formatted(path)));
    }
    return new Outcome.Done(new Prepared(path, ManifestPaths.digest(bytes), written));
  }

  private Manifest describe(List<SegmentDescriptor> segments) {
    Sequence advanced = closed.sequence().advanced();
    return new Manifest(
        ProtocolVersion.FORMAT,
        with.attempt().supervisorUid(),
        with.attempt().epoch(),
        with.attempt().group(),
        with.attempt().generation(),
        advanced.number(),
        with.attempt().podUid(),
        streamIdentity,
        advanced.start().text(),
        advanced.end().text(),
        bounds,
        rows.map(OpenSequence::counters).orElse(RowCounters.ZERO),
        segments);
  }
}
