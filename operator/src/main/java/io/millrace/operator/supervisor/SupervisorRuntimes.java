package io.millrace.operator.supervisor;

import io.millrace.operator.act.Background;
import io.millrace.operator.act.LedgerAccess;
import io.millrace.operator.act.LedgerActions;
import io.millrace.operator.act.LeftManifestsFound;
import io.millrace.operator.act.PlanExecutor;
import io.millrace.operator.act.PodActions;
import io.millrace.operator.act.Troubles;
import io.millrace.operator.decide.Deadlines;
import io.millrace.operator.decide.ObservedPod.Phase;
import io.millrace.operator.observe.Endings;
import io.millrace.operator.observe.Revisions;
import io.millrace.operator.observe.SpecReview;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.quota.QuotaWatch;
import io.millrace.operator.status.EventLimiter;
import io.millrace.operator.stream.StreamWatch;
import io.millrace.operator.task.AssignmentSender;
import io.millrace.operator.task.Hearing;
import io.millrace.operator.task.ReportPoller;
import io.millrace.operator.task.TaskAddresses;
import io.millrace.protocol.TaskClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** The runtimes of all supervisors that this process serves. Safe for use by several threads. */
public final class SupervisorRuntimes implements AutoCloseable {

  private final Ports ports;
  private final Hearing hearing = new Hearing();
  private final Map<SupervisorKey, SupervisorRuntime> byKey = new ConcurrentHashMap<>();

  public SupervisorRuntimes(Ports ports) {
    this.ports = ports;
  }

  /**
   * The runtime of {@code resource}; a new one when another resource of its name was there before.
   */
  SupervisorRuntime of(SupervisorResource resource) {
    return byKey.compute(
        resource.key(),
        (key, present) -> {
          if (present != null && present.uid().equals(resource.uid())) {
            return present;
          }
          if (present != null) {
            present.close();
          }
          return create(resource);
        });
  }

  void drop(SupervisorKey key) {
    SupervisorRuntime runtime = byKey.remove(key);
    if (runtime != null) {
      runtime.close();
    }
  }

  /** Drops supervisors that are not there any more. */
  public void keepOnly(Predicate<SupervisorKey> exists) {
    byKey.keySet().stream().filter(exists.negate()).toList().forEach(this::drop);
  }

  @Override
  public void close() {
    byKey.keySet().forEach(this::drop);
  }

  private SupervisorRuntime create(SupervisorResource resource) {
    SupervisorKey key = resource.key();
    Runnable trigger = () -> ports.trigger().fire(key);
    TaskAddresses addresses = ports.taskAddresses().of(key);
    AtomicReference<Duration> callLimit = new AtomicReference<>(Deadlines.USUAL.call());
    TaskClient tasks = ports.tasks().within(callLimit::get);
    ReportPoller reports = new ReportPoller(tasks, addresses, ports.scheduler(), trigger, hearing);
    TaskProgress progress = new TaskProgress(reports);
    Background background = new Background(ports.scheduler(), trigger);
    LedgerAccess ledger = new LedgerAccess(ports.deepStorage(), key);
    LeftManifestsFound left = new LeftManifestsFound();
    AssignmentSender assignments =
        new AssignmentSender(tasks, addresses, ports.scheduler(), trigger);
    Revisions revisions = new Revisions(ports.revisions(), addresses::token);
    Troubles troubles = new Troubles();
    PlanExecutor executor =
        new PlanExecutor(
            new LedgerActions(ledger, left, background, ports.pods(), ports.installationId()),
            new PodActions(ports.pods(), revisions, assignments, ports.leadership(), troubles),
            revisions,
            left,
            troubles,
            ports.status(),
            ports.events(),
            new EventLimiter());
    return new SupervisorRuntime(
        resource.uid(),
        new StreamWatch(
            ports.streams(), resource.namespace(), progress, ports.scheduler(), trigger),
        progress,
        ledger,
        left,
        callLimit,
        reports,
        new Endings(ports.scheduler()),
        assignments,
        revisions,
        new SpecReview(ports.specCheck()),
        new QuotaWatch(
            ports.quotas(), resource.namespace(), () -> ownPods(resource), ports.scheduler()),
        troubles,
        executor);
  }

  /** Those that have not ended: quotas count no others. */
  private long ownPods(SupervisorResource resource) {
    return ports.podCache().pods(resource.key()).stream()
        .filter(pod -> pod.ownerUid().equals(resource.uid()))
        .filter(pod -> pod.phase() != Phase.SUCCEEDED && pod.phase() != Phase.FAILED)
        .count();
  }
}
