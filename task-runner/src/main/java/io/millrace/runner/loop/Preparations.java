package io.millrace.runner.loop;

import io.millrace.protocol.MessageTimeBounds;
import io.millrace.runner.life.ClosedSequence;
import io.millrace.runner.life.Work;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the closed sequences of a task one after another, oldest first, and drops the rows of
 * those that are acknowledged. Used by one thread at a time.
 */
final class Preparations {

  private final Preparer preparer;
  private final SequenceRows rows;
  private final BiConsumer<Integer, Preparation.Outcome> whenEnded;
  private @Nullable Preparation running;

  /**
   * @param whenEnded told the number of a sequence and what became of it, in the background; {@link
   *     #ended} has to follow
   */
  Preparations(
      Preparer preparer, SequenceRows rows, BiConsumer<Integer, Preparation.Outcome> whenEnded) {
    this.preparer = preparer;
    this.rows = rows;
    this.whenEnded = whenEnded;
  }

  /** Does what follows from what is closed and what is acknowledged. */
  void follow(Work work) {
    Preparation current = running;
    if (current != null && !isClosed(work, current.number())) {
      current.callOff();
    }
    dropAcknowledged(work);
    if (current == null) {
      work.progress().closed().stream()
          .filter(sequence -> !sequence.isPrepared())
          .findFirst()
          .ifPresent(next -> start(work, next));
    }
  }

  /** The running preparation has come to its end. */
  void ended() {
    running = null;
  }

  void callOff() {
    if (running != null) {
      running.callOff();
    }
  }

  private void start(Work work, ClosedSequence next) {
    int number = next.sequence().number();
    Optional<OpenSequence> sequenceRows = rows.get(number);
    MessageTimeBounds bounds =
        sequenceRows.map(OpenSequence::bounds).orElse(work.assignment().messageTimeBounds());
    Preparation preparation =
        new Preparation(
            preparer,
            next,
            sequenceRows,
            bounds,
            work.assignment().streamIdentity(),
            outcome -> whenEnded.accept(number, outcome));
    running = preparation;
    preparer.scheduler().execute(preparation::run);
  }

  /** The rows of a sequence whose preparation still runs go once that has ended. */
  private void dropAcknowledged(Work work) {
    Set<Integer> wanted =
        work.progress().closed().stream()
            .map(closed -> closed.sequence().number())
            .collect(Collectors.toSet());
    wanted.add(work.progress().number());
    if (running != null) {
      wanted.add(running.number());
    }
    rows.numbers().stream().filter(number -> !wanted.contains(number)).forEach(rows::drop);
  }

  private static boolean isClosed(Work work, int number) {
    return work.progress().closed().stream()
        .anyMatch(closed -> closed.sequence().number() == number);
  }
}
