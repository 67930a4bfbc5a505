package io.millrace.operator.supervisor;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.act.PlanExecutor;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.decide.Decider;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Plan;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.Observer;
import io.millrace.operator.observe.Sight;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;
import io.millrace.operator.status.StatusComposer;
import io.millrace.operator.status.Transitions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One iteration: observe, decide, act, and again at once while the state changes. Iterations of one
 * supervisor run one after another, those of different ones at the same time.
 */
public final class RunLoop {

  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);
  private static final int MOST_PASSES = 20;
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

  private final Observer observer;
  private final StatusComposer composer;
  private final StatusWriter status;
  private final SupervisorRuntimes runtimes;
  private final RunObserver metrics;
  private final InstantSource clock;
  private final Function<Observation, Plan> decider;

  public RunLoop(
      Observer observer,
      StatusComposer composer,
      StatusWriter status,
      SupervisorRuntimes runtimes,
      RunObserver metrics,
      InstantSource clock) {
    this(observer, composer, status, runtimes, metrics, clock, Decider::decide);
  }

  /**
   * @param decider makes plans, as {@link Decider} does
   */
  public RunLoop(
      Observer observer,
      StatusComposer composer,
      StatusWriter status,
      SupervisorRuntimes runtimes,
      RunObserver metrics,
      InstantSource clock,
      Function<Observation, Plan> decider) {
    this.observer = observer;
    this.composer = composer;
    this.status = status;
    this.runtimes = runtimes;
    this.metrics = metrics;
    this.clock = clock;
    this.decider = decider;
  }

  /**
   * Serves {@code handed}, or a newer version of it where one is known.
   *
   * @throws RuntimeException when the API server fails; the next iteration begins anew
   */
  public Outcome iterate(SupervisorResource handed) {
    SupervisorRuntime runtime = runtimes.of(handed);
    Instant begin = clock.instant();
    try {
      Outcome outcome = passes(runtime.newest(handed), runtime);
      runtime.troubles().runSucceeded();
      return outcome;
    } catch (RuntimeException e) {
      runtime.troubles().runFailed(e.getClass().getSimpleName() + ": " + e.getMessage());
      throw e;
    } finally {
      metrics.took(handed.key(), Duration.between(begin, clock.instant()));
    }
  }

  private Outcome passes(SupervisorResource start, SupervisorRuntime runtime) {
    SupervisorResource resource = start;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      SupervisorState state = runtime.statusReader().state(resource.status());
      Sight sight = observer.observe(resource, state, runtime, clock.instant());
      runtime.follow(sight);
      Plan plan = decider.apply(sight.observation());
      StatusWrite write = write(sight, plan, runtime);
      if (write instanceof StatusWrite.Written written) {
        resource = written.resource();
        runtime.remember(resource);
        boolean decided = !plan.next().equals(state);
        if (decided) {
          metrics.remembered(resource.key(), state, plan.next());
        }
        PlanExecutor.Result result = runtime.executor().carryOut(sight, plan, resource);
        if (result == PlanExecutor.Result.RELEASED) {
          return gone(resource);
        }
        if (result == PlanExecutor.Result.DONE && !decided) {
          return Outcome.after(wakeUp(sight, plan, runtime));
        }
        if (result == PlanExecutor.Result.DONE) {
          continue;
        }
      }
      Optional<SupervisorResource> fresh =
          write instanceof StatusWrite.Gone ? Optional.empty() : status.read(resource);
      if (fresh.isEmpty()) {
        return gone(resource);
      }
      resource = fresh.get();
      runtime.remember(resource);
    }
    return Outcome.after(SOON);
  }

  /**
   * Writes what the plan says to remember and to show; what stands there already counts as written.
   */
  private StatusWrite write(Sight sight, Plan plan, SupervisorRuntime runtime) {
    SupervisorResource resource = sight.resource();
    List<Finding> findings =
        Stream.concat(plan.findings().stream(), runtime.findings(sight).stream()).toList();
    Situation situation =
        new Situation(
            resource.generation(),
            resource.status(),
            sight.verdict(),
            sight.inForce(),
            sight.observation(),
            plan.next(),
            findings);
    StreamSupervisorStatus next = composer.compose(situation);
    metrics.iterated(resource, situation);
    Instant now = situation.observation().now();
    runtime
        .newFindings()
        .of(findings, now)
        .forEach(event -> runtime.executor().tell(resource, event, now));
    if (next.equals(resource.status())) {
      return new StatusWrite.Written(resource);
    }
    StatusWrite write = status.write(resource, next);
    if (write instanceof StatusWrite.Written) {
      Transitions.events(resource.status(), next)
          .forEach(event -> runtime.executor().tell(resource, event, now));
    } else {
      LOG.atInfo()
          .addKeyValue("supervisor", resource.key())
          .log("Status has moved on; decides again");
    }
    return write;
  }

  private Outcome gone(SupervisorResource resource) {
    runtimes.drop(resource.key());
    metrics.gone(resource.key());
    return Outcome.GONE;
  }

  private static Duration wakeUp(Sight sight, Plan plan, SupervisorRuntime runtime) {
    Duration wakeUp = plan.wakeUp();
    if (sight.inForce() != null && sight.inForce().period().compareTo(wakeUp) < 0) {
      wakeUp = sight.inForce().period();
    }
    if (!runtime.troubles().isEmpty() && AFTER_TROUBLE.compareTo(wakeUp) < 0) {
      wakeUp = AFTER_TROUBLE;
    }
    return wakeUp.compareTo(SOON) < 0 ? SOON : wakeUp;
  }
}
