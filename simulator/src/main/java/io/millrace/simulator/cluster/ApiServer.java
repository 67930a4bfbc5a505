package io.millrace.simulator.cluster;

import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.StoredRevision;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.task.TaskPod;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API server with one supervisor, its Pods and revisions: stale writes are refused, names are
 * unique, deletions carry a UID and take their time. All that ever stood there is kept, since
 * watches may be behind.
 */
public final class ApiServer {

  public static final SupervisorKey SUPERVISOR = new SupervisorKey("ns", "events");

  private final VirtualTime time;
  private final Faults faults;
  private final Trace trace;
  private final Observer observer;
  private final List<@Nullable SupervisorResource> resources = new ArrayList<>();
  private final List<List<PodFacts>> podLists = new ArrayList<>();
  private final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
  private final Map<String, StoredRevision> revisions = new LinkedHashMap<>();
  private final List<WatchCache> watches = new ArrayList<>();
  private @Nullable SupervisorResource stored;
  private @Nullable Node node;
  private long version = 1;
  private int uids;

  /** Is told of what is written. */
  public interface Observer {

    /** Another status stands there. */
    void status(SupervisorResource before, SupervisorResource after);

    /** A Pod was created. */
    void podCreated(TaskPod pod);

    /** The resource was let go. */
    void released(SupervisorResource resource);
  }

  /** Where Pods run. */
  interface Node {
    void created(SimulatedPod pod);

    void deletionAsked(SimulatedPod pod);
  }

  public ApiServer(VirtualTime time, Faults faults, Trace trace, Observer observer) {
    this.time = time;
    this.faults = faults;
    this.trace = trace;
    this.observer = observer;
    resources.add(null);
    podLists.add(List.of());
  }

  void runsPodsOn(Node where) {
    node = where;
  }

  // what the user and others do

  public void create(StreamSupervisorSpec spec, @Nullable String handoff) {
    store(
        new SupervisorResource(
            SUPERVISOR.namespace(),
            SUPERVISOR.name(),
            "s" + ++uids,
            1,
            "",
            time.instant(),
            null,
            false,
            handoff,
            spec,
            null));
  }

  /** Another spec. */
  public void edit(StreamSupervisorSpec spec) {
    SupervisorResource old = stored;
    if (old != null) {
      store(copy(old, old.generation() + 1, old.deletedAt(), spec, old.status()));
    }
  }

  /** The deletion is asked for. */
  public void delete() {
    SupervisorResource old = stored;
    if (old != null && old.deletedAt() == null) {
      store(copy(old, old.generation() + 1, time.instant(), old.spec(), old.status()));
    }
  }

  /** The annotation that asks for an early handoff says something else. */
  public void annotate(@Nullable String handoff) {
    SupervisorResource old = stored;
    if (old != null) {
      store(
          new SupervisorResource(
              old.namespace(),
              old.name(),
              old.uid(),
              old.generation(),
              "",
              old.createdAt(),
              old.deletedAt(),
              old.foregroundDeletion(),
              handoff,
              old.spec(),
              old.status()));
    }
  }

  /** Something that does not matter is written. */
  public void touch() {
    SupervisorResource old = stored;
    if (old != null) {
      store(copy(old, old.generation(), old.deletedAt(), old.spec(), old.status()));
    }
  }

  /** The supervisor as it is stored; empty when there is none. */
  public Optional<SupervisorResource> supervisor() {
    return Optional.ofNullable(stored);
  }

  // what operators do

  public StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status) {
    SupervisorResource now = stored;
    if (now == null || !now.uid().equals(resource.uid())) {
      return new StatusWrite.Gone();
    }
    if (!now.resourceVersion().equals(resource.resourceVersion())) {
      return new StatusWrite.Conflict();
    }
    return new StatusWrite.Written(force(status));
  }

  /** Writes without looking at the version, as the API server never does. */
  public SupervisorResource force(StreamSupervisorStatus status) {
    SupervisorResource now = stored;
    if (now == null) {
      throw new IllegalStateException("there is no supervisor to write to");
    }
    SupervisorResource next = copy(now, now.generation(), now.deletedAt(), now.spec(), status);
    SupervisorResource written = store(next);
    observer.status(now, written);
    return written;
  }

  public StatusWrite release(SupervisorResource resource) {
    SupervisorResource now = stored;
    if (now == null || !now.uid().equals(resource.uid())) {
      return new StatusWrite.Gone();
    }
    if (!now.resourceVersion().equals(resource.resourceVersion())) {
      return new StatusWrite.Conflict();
    }
    observer.released(now);
    trace.note("api", () -> "supervisor " + now.uid() + " is gone");
    stored = null;
    resources.add(null);
    watches.forEach(WatchCache::resourceChanged);
    time.after(Duration.ofSeconds(1), () -> collect(now.uid()));
    return new StatusWrite.Written(resource);
  }

  public Optional<SupervisorResource> read(SupervisorResource resource) {
    return supervisor().filter(found -> found.uid().equals(resource.uid()));
  }

  public PodCreation create(TaskPod request) {
    String name = request.name().toString();
    SimulatedPod present = pods.get(name);
    if (present != null) {
      return present.ownerUid().equals(request.supervisorUid())
          ? new PodCreation.Present()
          : new PodCreation.Foreign(present.uid());
    }
    if (faults.strikes(FaultKind.QUOTA, 0.2)) {
      return new PodCreation.Refused(new PodTrouble(Reason.QuotaExceeded, "exceeded quota"));
    }
    SimulatedPod pod = new SimulatedPod("p" + ++uids, request, time.instant());
    pods.put(name, pod);
    trace.note("api", () -> "Pod " + name + " is " + pod.uid());
    observer.podCreated(request);
    podsChanged();
    if (node != null) {
      node.created(pod);
    }
    return new PodCreation.Created();
  }

  public void deletePod(String name, String uid) {
    SimulatedPod pod = pods.get(name);
    if (pod != null && pod.uid().equals(uid) && !pod.isTerminating() && node != null) {
      node.deletionAsked(pod);
      podsChanged();
    }
  }

  Map<String, StoredRevision> revisions() {
    return revisions;
  }

  // what nodes do

  /** Something of a Pod has changed. */
  void podsChanged() {
    podLists.add(pods.values().stream().map(SimulatedPod::facts).toList());
    watches.forEach(WatchCache::podsChanged);
  }

  boolean isPresent(SimulatedPod pod) {
    return pods.get(pod.name()) == pod;
  }

  /** The Pod is not there any more. */
  void remove(SimulatedPod pod) {
    if (isPresent(pod)) {
      trace.note("api", () -> "Pod " + pod.name() + " is gone");
      pods.remove(pod.name());
      podsChanged();
    }
  }

  public List<PodFacts> pods() {
    return podLists.getLast();
  }

  // what watches see

  void watch(WatchCache watch) {
    watches.add(watch);
  }

  void unwatch(WatchCache watch) {
    watches.remove(watch);
  }

  int newestResource() {
    return resources.size() - 1;
  }

  int newestPods() {
    return podLists.size() - 1;
  }

  @Nullable SupervisorResource resource(int index) {
    return resources.get(index);
  }

  List<PodFacts> pods(int index) {
    return podLists.get(index);
  }

  /** What belonged to a supervisor that is gone goes too. */
  private void collect(String ownerUid) {
    List.copyOf(pods.values()).stream()
        .filter(pod -> pod.ownerUid().equals(ownerUid))
        .forEach(pod -> deletePod(pod.name(), pod.uid()));
    if (stored == null) {
      revisions.clear();
    }
  }

  private SupervisorResource store(SupervisorResource next) {
    SupervisorResource written =
        new SupervisorResource(
            next.namespace(),
            next.name(),
            next.uid(),
            next.generation(),
            Long.toString(++version),
            next.createdAt(),
            next.deletedAt(),
            next.foregroundDeletion(),
            next.handoff(),
            next.spec(),
            next.status());
    stored = written;
    resources.add(written);
    watches.forEach(WatchCache::resourceChanged);
    return written;
  }

  private static SupervisorResource copy(
      SupervisorResource old,
      long generation,
      @Nullable Instant deletedAt,
      StreamSupervisorSpec spec,
      @Nullable StreamSupervisorStatus status) {
    return new SupervisorResource(
        old.namespace(),
        old.name(),
        old.uid(),
        generation,
        "",
        old.createdAt(),
        deletedAt,
        old.foregroundDeletion(),
        old.handoff(),
        spec,
        status);
  }
}
