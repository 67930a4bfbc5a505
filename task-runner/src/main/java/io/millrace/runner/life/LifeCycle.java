package io.millrace.runner.life;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.TaskState;
import java.util.Map;
import java.util.Optional;

/**
 * Where a task is in its life. Every state carries just its own data, and a transition is a method
 * of the states that it is legal from. Immutable and pure: what follows from a state is up to who
 * holds it.
 */
public sealed interface LifeCycle {

  /** The word that the report has for it. */
  TaskState state();

  /** What a task knows that was given start positions. */
  Optional<Work> work();

  /** A state that others follow. */
  sealed interface Living extends LifeCycle {

    default Failed failed(Problem problem) {
      return new Failed(problem, work());
    }
  }

  /** A task with start positions. */
  sealed interface Working extends Living {

    Work known();

    @Override
    default Optional<Work> work() {
      return Optional.of(known());
    }

    /** A newer assignment than all before has come. */
    default LifeCycle assigned(Assignment next) {
      return known().assigned(next);
    }

    /** A closed sequence is prepared; one that is acknowledged already is passed over. */
    default LifeCycle prepared(int sequence, io.millrace.protocol.Prepared result) {
      return known().prepared(sequence, result);
    }

    /** The process was asked to end: nothing more is read. */
    default LifeCycle drained() {
      return known().drained();
    }

    /** Nobody has said where the sequence being read ends, and it cannot be waited for longer. */
    default LifeCycle givingUpOpen() {
      return known().givingUpOpen();
    }
  }

  /** A working task that may read on, back-pressure aside. */
  sealed interface Progressing extends Working {

    /** Polled records were added; {@code now} are the positions behind them. */
    default LifeCycle read(Positions now) {
      return known().read(now);
    }

    /** The sequence being read is long enough. Where nothing was read, nothing changes. */
    default LifeCycle checkpoint() {
      return known().checkpoint();
    }
  }

  /** Checks what it was given, and connects. */
  record Starting(Attempt attempt, boolean decidesAlone) implements Living {
    @Override
    public TaskState state() {
      return TaskState.STARTING;
    }

    @Override
    public Optional<Work> work() {
      return Optional.empty();
    }

    public Ready ready() {
      return new Ready(attempt, decidesAlone, Optional.empty());
    }

    /** It was told to stop, or asked to end, before it read anything. */
    public Completed stopped() {
      return new Completed(Optional.empty());
    }
  }

  /** Connected, and waits for start positions. */
  record Ready(Attempt attempt, boolean decidesAlone, Optional<Assignment> assignment)
      implements Living {
    @Override
    public TaskState state() {
      return TaskState.READY;
    }

    @Override
    public Optional<Work> work() {
      return Optional.empty();
    }

    public LifeCycle assigned(Assignment next) {
      if (next.stop()) {
        return new Completed(Optional.empty());
      }
      Map<String, String> start = next.start();
      return start == null
          ? new Ready(attempt, decidesAlone, Optional.of(next))
          : Work.begin(attempt, decidesAlone, next, start).assigned(next);
    }

    /** It was told to stop, or asked to end, before it read anything. */
    public Completed stopped() {
      return new Completed(Optional.empty());
    }
  }

  /** Reads, with no end in sight. */
  record Reading(Work known) implements Progressing {
    @Override
    public TaskState state() {
      return TaskState.READING;
    }
  }

  /** Stands still, since the assignment says so. */
  record Paused(Work known) implements Working {
    @Override
    public TaskState state() {
      return TaskState.PAUSED;
    }

    /** The time is over after which a pause ends by itself. */
    public LifeCycle pauseEnded() {
      return known.pauseEnded();
    }
  }

  /** Its end is known: it reads what is left up to it, and prepares. */
  record Publishing(Work known) implements Progressing {
    @Override
    public TaskState state() {
      return TaskState.PUBLISHING;
    }
  }

  /** Everything up to its end is prepared, and not all of it acknowledged. */
  record Prepared(Work known) implements Working {
    @Override
    public TaskState state() {
      return TaskState.PREPARED;
    }
  }

  /** All that it prepared is final, or it was told to stop. Nothing follows. */
  record Completed(Optional<Work> work) implements LifeCycle {
    @Override
    public TaskState state() {
      return TaskState.COMPLETED;
    }
  }

  /** It cannot go on. Nothing follows. */
  record Failed(Problem problem, Optional<Work> work) implements LifeCycle {
    @Override
    public TaskState state() {
      return TaskState.FAILED;
    }
  }
}
