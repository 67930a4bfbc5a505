package io.millrace.runner.loop;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.Scheduler.Cancellable;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.LifeCycle;
import io.millrace.runner.life.Positions;
import io.millrace.runner.life.Problem;
import io.millrace.runner.life.Reasons;
import io.millrace.runner.life.Work;
import io.millrace.segments.ParseLimitException;
import io.millrace.streams.StreamException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a task's life out: reads, builds, prepares, and converges to what it is told. All of it
 * happens in turns of one logical thread; what comes from elsewhere waits for the next turn, and
 * ends a poll that is under way. The public methods may be called from any thread.
 */
public final class TaskLoop {

  private static final Logger LOG = LoggerFactory.getLogger(TaskLoop.class);

  private final Attempt attempt;
  private final TaskSettings settings;
  private final Surroundings surroundings;
  private final Scheduler scheduler;
  private final Consumer<LifeCycle> whenEnded;
  private final ErrorLog errors;
  private final ReportBoard board;
  private final SequenceRows rows;
  private final Intake intake;
  private final StreamIdentity identity;
  private final Preparations preparations;
  private final SequenceClock sequenceClock;
  private final AcceptedTimes acceptedTimes;
  private final AssignmentInbox assignments;
  private final Turns turns;
  private final TurnWatch watch;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();

  private LifeCycle life;
  private boolean warm;
  private boolean ended;
  private boolean draining;
  private Optional<Problem> unreadable = Optional.empty();
  private int failures;
  private boolean waitingToRetry;
  private Optional<Instant> readingSince = Optional.empty();
  private long pauseTimedFor;
  private Cancellable identityWatch = () -> {};
  private Cancellable turnWatch = () -> {};

  /**
   * @param whenEnded told the last state, once, when nothing follows any more
   */
  public TaskLoop(Surroundings surroundings, Consumer<LifeCycle> whenEnded) {
    this.surroundings = surroundings;
    this.whenEnded = whenEnded;
    attempt = surroundings.attempt();
    settings = surroundings.settings();
    scheduler = surroundings.scheduler();
    errors = new ErrorLog(scheduler);
    rows = new SequenceRows(surroundings.builders(), surroundings.directory());
    intake = new Intake(surroundings.stream());
    identity = new StreamIdentity(surroundings.stream());
    preparations = new Preparations(preparer(), rows, this::preparationEnded);
    sequenceClock = new SequenceClock(settings.sequencePeriod());
    OperatorTime operatorTime =
        new OperatorTime(settings.eventTimes(), scheduler, () -> post(() -> {}));
    acceptedTimes = new AcceptedTimes(settings, operatorTime);
    life = new LifeCycle.Starting(attempt, settings.decidesAlone());
    board = new ReportBoard(attempt.podUid(), scheduler, snapshot());
    board.countWith(rows::counters);
    assignments = new AssignmentInbox(attempt, operatorTime, next -> post(() -> assigned(next)));
    turns = new Turns(scheduler, this::turn);
    watch = new TurnWatch(turns);
  }

  /** Begins to connect; without it nothing happens. */
  public void start() {
    identityWatch =
        scheduler.withFixedDelay(
            settings.identityCheckPeriod(),
            settings.identityCheckPeriod(),
            () -> post(this::lookAtIdentity));
    turnWatch = scheduler.withFixedDelay(TurnWatch.PERIOD, TurnWatch.PERIOD, watch::look);
    turns.ask();
  }

  /** Where assignments are handed in. */
  public AssignmentInbox assignments() {
    return assignments;
  }

  /** Whether a turn has not ended for minutes: nothing more will come of this process. */
  public boolean isStuck() {
    return watch.isStuck();
  }

  /** What is to be said of the task. */
  public ReportBoard board() {
    return board;
  }

  /**
   * Asks the task to end: it reads no more, prepares what it has, and waits for the
   * acknowledgement, at most for the drain time.
   */
  public void drain() {
    post(this::drainAsked);
  }

  private Preparer preparer() {
    return new Preparer(
        attempt,
        settings.dataSource(),
        surroundings.storage(),
        identity,
        surroundings.uuids(),
        scheduler,
        settings.backoff(),
        errors);
  }

  private void post(Runnable event) {
    inbox.add(event);
    turns.ask();
    intake.wakeUp();
  }

  private void turn() {
    if (ended) {
      return;
    }
    try {
      for (Runnable event = inbox.poll(); event != null; event = inbox.poll()) {
        event.run();
      }
      act();
    } catch (StreamException e) {
      streamFailed(e);
    } catch (DeepStorageException e) {
      retryLater(Problems.of(e));
    } catch (ParseLimitException e) {
      fail(new Problem(Reasons.PARSE_LIMIT_EXCEEDED, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      fail(Problems.localDisk(e));
    } catch (RuntimeException | Error e) {
      brokenDown(e);
    }
    try {
      settle();
    } catch (RuntimeException | Error e) {
      brokenDown(e);
      board.publish(snapshot());
      end();
    }
  }

  /** After a fault nobody knows what was added of what was polled: nothing may follow. */
  private void brokenDown(Throwable fault) {
    LOG.atError().setCause(fault).log("The task's loop failed");
    fail(Problems.internal(fault));
  }

  private void act()
      throws StreamException, DeepStorageException, ParseLimitException, IOException {
    if (ended || waitingToRetry) {
      return;
    }
    if (life instanceof LifeCycle.Starting starting) {
      connect(starting);
    }
    renewEventTimes();
    if (life instanceof LifeCycle.Progressing progressing
        && progressing.known().mayRead()
        && !awaitsCheckpoint(progressing.known())
        && acceptedTimes.wanted(progressing.known()).isEmpty()) {
      read(progressing);
    }
  }

  private void connect(LifeCycle.Starting starting) throws StreamException, DeepStorageException {
    warmUp();
    intake.connect();
    surroundings
        .storage()
        .read(new ManifestPaths(attempt.namespace(), attempt.supervisor()).owner());
    failures = 0;
    become(starting.ready());
    assignments.newest().ifPresent(this::assigned);
  }

  private void warmUp() {
    if (!warm) {
      warm = true;
      surroundings.warmUp().run();
    }
  }

  private void read(LifeCycle.Progressing progressing)
      throws StreamException, ParseLimitException, IOException {
    Work work = progressing.known();
    Optional<Problem> forbidden = intake.follow(work);
    if (forbidden.isPresent()) {
      fail(forbidden.get());
      return;
    }
    if (readingSince.isEmpty()) {
      readingSince = Optional.of(scheduler.instant());
    }
    int number = work.progress().number();
    Positions positions =
        intake.read(
            settings.pollTimeout(), () -> rows.open(number, acceptedTimes.ofNextSequence(work)));
    failures = 0;
    boolean nothing = positions.isAt(work.progress().positions());
    become(progressing.read(positions));
    cutWhenDue(number);
    readOn(nothing ? settings.idlePause() : Duration.ZERO);
  }

  /** Ends a sequence whose event times are over. */
  private void renewEventTimes() {
    if (life instanceof LifeCycle.Progressing progressing
        && rows.get(progressing.known().progress().number())
            .filter(open -> acceptedTimes.mustEnd(open.bounds()))
            .isPresent()) {
      become(progressing.checkpoint());
    }
  }

  /**
   * Whether the sequence has grown to twice its size: it waits until somebody says where it ends.
   */
  private boolean awaitsCheckpoint(Work work) {
    return work.checkpointWanted().isPresent()
        && rows.get(work.progress().number()).filter(settings::isOverfull).isPresent();
  }

  private void cutWhenDue(int number) {
    boolean due =
        sequenceClock.isOver(number, scheduler.instant())
            || rows.get(number).filter(settings::isFull).isPresent();
    if (due
        && life instanceof LifeCycle.Progressing progressing
        && progressing.known().progress().number() == number) {
      become(progressing.checkpoint());
    }
  }

  private void readOn(Duration pause) {
    if (pause.isZero()) {
      turns.ask();
    } else {
      scheduler.after(pause, turns::ask);
    }
  }

  private void assigned(Assignment next) {
    switch (life) {
      case LifeCycle.Starting starting -> {
        if (next.stop()) {
          become(starting.stopped());
        }
      }
      case LifeCycle.Ready ready -> become(ready.assigned(next));
      case LifeCycle.Working working -> become(working.assigned(next));
      case LifeCycle.Completed completed -> become(completed);
      case LifeCycle.Failed failed -> become(failed);
    }
  }

  private void drainAsked() {
    draining = true;
    scheduler.after(settings.drainTime(), () -> post(this::drainTimeOver));
    if (!settings.decidesAlone()) {
      scheduler.after(settings.boundaryWait(), () -> post(this::boundaryOverdue));
    }
    switch (life) {
      case LifeCycle.Starting starting -> become(starting.stopped());
      case LifeCycle.Ready ready -> become(ready.stopped());
      case LifeCycle.Working working -> become(working.drained());
      case LifeCycle.Completed completed -> become(completed);
      case LifeCycle.Failed failed -> become(failed);
    }
  }

  /**
   * Other replicas read on, and nobody needs what is open here; or the operator is away, and it is
   * read again.
   */
  private void boundaryOverdue() {
    if (life instanceof LifeCycle.Working working && working.known().progress().isAdvance()) {
      become(working.givingUpOpen());
    }
  }

  private void drainTimeOver() {
    if (life instanceof LifeCycle.Working working && !working.known().progress().isPrepared()) {
      fail(
          new Problem(
              Reasons.GRACE_PERIOD_ENDED,
              "The Pod's grace period is over, and %d sequences are not prepared: another task reads their rows again. Raise terminationGracePeriodSeconds, or cut shorter sequences with intermediateHandoffPeriod."
                  .formatted(working.known().progress().unprepared())));
    } else {
      end();
    }
  }

  private void preparationEnded(int sequence, Preparation.Outcome outcome) {
    post(
        () -> {
          preparations.ended();
          if (life instanceof LifeCycle.Working working) {
            switch (outcome) {
              case Preparation.Outcome.Done(var prepared) ->
                  become(working.prepared(sequence, prepared));
              case Preparation.Outcome.Impossible(var problem) -> fail(problem);
              case Preparation.Outcome.CalledOff() ->
                  LOG.atInfo().addKeyValue("sequence", sequence).log("Preparation called off");
            }
          }
        });
  }

  private void pauseOver(long assignment) {
    if (life instanceof LifeCycle.Paused paused
        && paused.known().assignment().number() == assignment) {
      LOG.atWarn()
          .addKeyValue("assignment", assignment)
          .log("The pause ends by itself, since no newer assignment came");
      become(paused.pauseEnded());
    }
  }

  /** Notices a stream that was created again even when nothing is prepared for long. */
  private void lookAtIdentity() {
    if (life instanceof LifeCycle.Progressing || life instanceof LifeCycle.Paused) {
      life.work()
          .ifPresent(
              work ->
                  scheduler.execute(
                      () ->
                          identity
                              .look(work.assignment().streamIdentity(), work.progress().positions())
                              .ifPresent(changed -> post(() -> streamChanged(changed)))));
    }
  }

  private void streamChanged(Problem changed) {
    if (life instanceof LifeCycle.Progressing || life instanceof LifeCycle.Paused) {
      fail(changed);
    }
  }

  private void streamFailed(StreamException failure) {
    if (Problems.mayHeal(failure)) {
      retryLater(Problems.of(failure));
    } else if (failure.kind() == StreamException.Kind.POSITION_OUT_OF_RANGE
        && life instanceof LifeCycle.Progressing progressing
        && holdsRows(progressing.known())) {
      prepareWhatIsThere(progressing, Problems.of(failure));
    } else {
      fail(Problems.of(failure));
    }
  }

  private static boolean holdsRows(Work work) {
    return work.progress().isAdvance() || !work.progress().closed().isEmpty();
  }

  /**
   * The stream may not have them any more, so that nobody else could read them again. With other
   * replicas a boundary has to close them, which is waited for as long as a Pod may take to end.
   */
  private void prepareWhatIsThere(LifeCycle.Progressing progressing, Problem problem) {
    errors.add(problem);
    unreadable = Optional.of(problem);
    if (!settings.decidesAlone()) {
      scheduler.after(settings.drainTime(), () -> post(this::boundaryOverdue));
    }
    become(progressing.drained());
  }

  private void retryLater(Problem problem) {
    errors.add(problem);
    failures++;
    waitingToRetry = true;
    scheduler.after(settings.backoff().after(failures), this::retryNow);
  }

  /** Wakes nobody up: no poll is under way, and the next call is not to be cut short. */
  private void retryNow() {
    inbox.add(() -> waitingToRetry = false);
    turns.ask();
  }

  private void fail(Problem problem) {
    if (life instanceof LifeCycle.Living living) {
      become(living.failed(problem));
    }
  }

  private void become(LifeCycle wanted) {
    LifeCycle next = withProblem(wanted);
    if (next.state() != life.state()) {
      LOG.atInfo()
          .addKeyValue("from", life.state())
          .addKeyValue("to", next.state())
          .addKeyValue("positions", next.work().map(work -> work.progress().positions().text()))
          .log("The task's state changes");
    }
    if (next instanceof LifeCycle.Failed failed
        && !(life instanceof LifeCycle.Failed)
        && unreadable.filter(failed.problem()::equals).isEmpty()) {
      errors.add(failed.problem());
    }
    life = next;
  }

  /** A task that could not read on did not succeed, whatever became of what it had read. */
  private LifeCycle withProblem(LifeCycle next) {
    return next instanceof LifeCycle.Completed completed
            && unreadable.isPresent()
            && completed.work().filter(work -> !work.assignment().stop()).isPresent()
        ? new LifeCycle.Failed(unreadable.get(), completed.work())
        : next;
  }

  /** Does what follows from the state that the turn has led to. */
  private void settle() {
    life.work().filter(work -> !ended).ifPresent(preparations::follow);
    timePause();
    board.publish(snapshot());
    if (life instanceof LifeCycle.Completed || life instanceof LifeCycle.Failed) {
      end();
    }
  }

  private void timePause() {
    if (life instanceof LifeCycle.Paused paused) {
      Assignment assignment = paused.known().assignment();
      if (assignment.number() != pauseTimedFor) {
        pauseTimedFor = assignment.number();
        scheduler.after(
            assignment.pauseTimeout(), () -> post(() -> pauseOver(assignment.number())));
      }
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    preparations.callOff();
    identityWatch.cancel();
    turnWatch.cancel();
    closeIntake();
    scheduler.execute(identity::close);
    whenEnded.accept(life);
  }

  private void closeIntake() {
    try {
      intake.close();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("The stream's reader could not be closed");
    }
  }

  private TaskSnapshot snapshot() {
    return new TaskSnapshot(
        life,
        draining || unreadable.isPresent(),
        life.work().flatMap(acceptedTimes::wanted),
        readingSince,
        intake.newestRecord(),
        errors.newest());
  }
}
