package io.millrace.simulator.cluster;

import io.millrace.operator.observe.PodCache;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.time.SimulatedProcess;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one operator process knows of the API server by its watches. They lag, break, and after they
 * were opened again may show what was true before.
 */
public final class WatchCache implements PodCache {

  private static final double BREAKS = 0.02;
  private static final double LAGS = 0.1;
  private static final Duration USUAL_LAG = Duration.ofMillis(20);
  private static final Duration LONGEST_LAG = Duration.ofSeconds(15);
  private static final Duration LONGEST_BREAK = Duration.ofSeconds(40);
  private static final int FARTHEST_BACK = 6;

  private final ApiServer server;
  private final SimulatedProcess process;
  private final Faults faults;
  private final Runnable changed;
  private int resource;
  private int pods;
  private boolean broken;

  /**
   * @param changed called when there is news that the loop is triggered by
   */
  public WatchCache(ApiServer server, SimulatedProcess process, Faults faults, Runnable changed) {
    this.server = server;
    this.process = process;
    this.faults = faults;
    this.changed = changed;
    list();
    server.watch(this);
  }

  /** The supervisor as the cache has it; empty when there is none. */
  public Optional<SupervisorResource> supervisor() {
    return Optional.ofNullable(server.resource(resource));
  }

  @Override
  public List<PodFacts> pods(SupervisorKey supervisor) {
    return server.pods(pods);
  }

  public void close() {
    server.unwatch(this);
  }

  void resourceChanged() {
    int index = server.newestResource();
    later(() -> showResource(index));
  }

  void podsChanged() {
    int index = server.newestPods();
    later(() -> showPods(index));
  }

  private void later(Runnable show) {
    if (!broken && faults.strikes(FaultKind.WATCHES, BREAKS)) {
      broken = true;
      process.after(faults.upTo(FaultKind.WATCHES, LONGEST_BREAK), this::reopen);
    }
    if (!broken) {
      Duration lag =
          faults.strikes(FaultKind.WATCHES, LAGS)
              ? faults.upTo(FaultKind.WATCHES, LONGEST_LAG)
              : USUAL_LAG;
      process.after(lag, show);
    }
  }

  private void reopen() {
    broken = false;
    list();
    changed.run();
    process.after(faults.upTo(FaultKind.WATCHES, LONGEST_LAG), this::catchUp);
  }

  private void list() {
    boolean old = faults.strikes(FaultKind.WATCHES, 0.3);
    int back = old ? faults.random(FaultKind.WATCHES).nextInt(FARTHEST_BACK) : 0;
    resource = Math.max(0, server.newestResource() - back);
    pods = Math.max(0, server.newestPods() - back);
    if (old) {
      process.after(faults.upTo(FaultKind.WATCHES, LONGEST_LAG), this::catchUp);
    }
  }

  private void catchUp() {
    if (!broken) {
      showResource(server.newestResource());
      showPods(server.newestPods());
    }
  }

  /** Events of one watch come in order. */
  private void showResource(int index) {
    if (!broken && index > resource) {
      boolean matters = matters(server.resource(resource), server.resource(index));
      resource = index;
      if (matters) {
        changed.run();
      }
    }
  }

  private void showPods(int index) {
    if (!broken && index > pods) {
      pods = index;
      changed.run();
    }
  }

  /** Writes of status and labels alone trigger nothing. */
  private static boolean matters(
      @Nullable SupervisorResource before, @Nullable SupervisorResource after) {
    return after != null
        && (before == null
            || !before.uid().equals(after.uid())
            || before.generation() != after.generation()
            || !Objects.equals(before.handoff(), after.handoff()));
  }
}
