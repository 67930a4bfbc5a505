package io.millrace.operator.testing;

import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.PodWriter;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.observe.PodCache;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.RevisionStore;
import io.millrace.operator.observe.StoredRevision;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Event;
import io.millrace.operator.status.EventSink;
import io.millrace.operator.task.TaskPod;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API server as the loop's ports show it: one supervisor, its Pods and its revisions, with the
 * rules that matter (stale writes are refused, names are unique, deletions carry a UID). It counts
 * writes and can fail.
 */
public final class FakeCluster
    implements StatusWriter, PodWriter, PodCache, RevisionStore, EventSink {

  private final InstantSource clock;
  private final Map<String, PodFacts> pods = new LinkedHashMap<>();
  private final Map<String, TaskPod> requests = new LinkedHashMap<>();
  private final Map<String, StoredRevision> revisions = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final List<String> writes = new ArrayList<>();
  private @Nullable SupervisorResource stored;
  private @Nullable RuntimeException failure;
  private @Nullable String podRefusal;
  private boolean podsHidden;
  private boolean touchBeforeRelease;
  private long version = 1;
  private int uids;

  public FakeCluster(InstantSource clock) {
    this.clock = clock;
  }

  /** Creates the supervisor {@code ns/events}. */
  public SupervisorResource create(String uid, StreamSupervisorSpec spec) {
    return store(
        new SupervisorResource(
            "ns", "events", uid, 1, "", clock.instant(), null, false, null, spec, null));
  }

  /** Another spec, as a user writes it. */
  public SupervisorResource edit(StreamSupervisorSpec spec) {
    SupervisorResource old = resource();
    return store(
        new SupervisorResource(
            old.namespace(),
            old.name(),
            old.uid(),
            old.generation() + 1,
            "",
            old.createdAt(),
            old.deletedAt(),
            old.foregroundDeletion(),
            old.handoff(),
            spec,
            old.status()));
  }

  /** What the annotation says that asks for an early handoff. */
  public SupervisorResource annotate(String handoff) {
    SupervisorResource old = resource();
    return store(
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

  /** Asks for the deletion of the supervisor. */
  public SupervisorResource delete() {
    SupervisorResource old = resource();
    return store(
        new SupervisorResource(
            old.namespace(),
            old.name(),
            old.uid(),
            old.generation() + 1,
            "",
            old.createdAt(),
            clock.instant(),
            old.foregroundDeletion(),
            old.handoff(),
            old.spec(),
            old.status()));
  }

  /** Somebody else writes to the resource: what others hold is stale from now on. */
  public SupervisorResource touch() {
    return store(resource());
  }

  /** Somebody else writes to the resource just before it would be let go. */
  public void touchBeforeNextRelease() {
    touchBeforeRelease = true;
  }

  /** The supervisor as it is stored. */
  public SupervisorResource resource() {
    if (stored == null) {
      throw new IllegalStateException("the supervisor is not there");
    }
    return stored;
  }

  /** Whether the supervisor was let go. */
  public boolean isGone() {
    return stored == null;
  }

  public StreamSupervisorStatus status() {
    StreamSupervisorStatus status = resource().status();
    if (status == null) {
      throw new IllegalStateException("nothing was written to status yet");
    }
    return status;
  }

  /** From now on every call fails; null heals. */
  public void failWith(@Nullable RuntimeException cause) {
    failure = cause;
  }

  /** From now on no Pod is admitted, for this reason; null heals. */
  public void refusePods(@Nullable String message) {
    podRefusal = message;
  }

  /** Every write to the API server so far, in words. */
  public List<String> writes() {
    return writes;
  }

  public List<Event> events() {
    return events;
  }

  public Map<String, PodFacts> pods() {
    return pods;
  }

  public TaskPod request(String podName) {
    TaskPod request = requests.get(podName);
    if (request == null) {
      throw new IllegalArgumentException("no Pod " + podName + " was created");
    }
    return request;
  }

  /** Another owner's Pod of this name. */
  public void addForeignPod(String name) {
    pods.put(name, facts(name, "foreign", ObservedPod.Phase.RUNNING, "10.0.0.99", null));
  }

  /** The kubelet starts a Pod. */
  public void run(String podName, String address) {
    change(podName, ObservedPod.Phase.RUNNING, address, null);
  }

  /** The kubelet cannot start a Pod, and tries again. */
  public void stick(String podName, PodTrouble trouble) {
    change(podName, ObservedPod.Phase.PENDING, null, trouble);
  }

  /** The Pod's process ends with an error. */
  public void fail(String podName, String trouble) {
    change(podName, ObservedPod.Phase.FAILED, null, PodTrouble.failed(trouble));
  }

  @Override
  public StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status) {
    check();
    writes.add("status");
    if (stored == null || !stored.uid().equals(resource.uid())) {
      return new StatusWrite.Gone();
    }
    if (!stored.resourceVersion().equals(resource.resourceVersion())) {
      return new StatusWrite.Conflict();
    }
    SupervisorResource now = stored;
    return new StatusWrite.Written(
        store(
            new SupervisorResource(
                now.namespace(),
                now.name(),
                now.uid(),
                now.generation(),
                "",
                now.createdAt(),
                now.deletedAt(),
                now.foregroundDeletion(),
                now.handoff(),
                now.spec(),
                StatusJson.throughJson(status))));
  }

  @Override
  public StatusWrite release(SupervisorResource resource) {
    check();
    writes.add("release");
    if (touchBeforeRelease) {
      touchBeforeRelease = false;
      touch();
    }
    if (stored == null) {
      return new StatusWrite.Gone();
    }
    if (!stored.resourceVersion().equals(resource.resourceVersion())) {
      return new StatusWrite.Conflict();
    }
    stored = null;
    return new StatusWrite.Written(resource);
  }

  @Override
  public Optional<SupervisorResource> read(SupervisorResource resource) {
    check();
    return Optional.ofNullable(stored).filter(found -> found.uid().equals(resource.uid()));
  }

  @Override
  public PodCreation create(TaskPod pod) {
    check();
    String name = pod.name().toString();
    writes.add("create Pod " + name);
    PodFacts present = pods.get(name);
    if (present != null) {
      return present.ownerUid().equals(pod.supervisorUid())
          ? new PodCreation.Present()
          : new PodCreation.Foreign(present.uid());
    }
    if (podRefusal != null) {
      return new PodCreation.Refused(new PodTrouble(Reason.QuotaExceeded, podRefusal));
    }
    requests.put(name, pod);
    pods.put(name, facts(name, pod.supervisorUid(), ObservedPod.Phase.PENDING, null, null));
    return new PodCreation.Created();
  }

  @Override
  public void delete(String namespace, String name, String uid) {
    check();
    writes.add("delete Pod " + name);
    PodFacts present = pods.get(name);
    if (present != null && present.uid().equals(uid)) {
      pods.remove(name);
    }
  }

  @Override
  public boolean mayLive(String namespace, String name, String ownerUid) {
    PodFacts present = pods.get(name);
    return present != null && present.ownerUid().equals(ownerUid) && !present.hasEnded();
  }

  /** Whether its watch has gone back to before the first Pod was created. */
  public void hidePods(boolean hidden) {
    podsHidden = hidden;
  }

  @Override
  public List<PodFacts> pods(SupervisorKey supervisor) {
    return podsHidden ? List.of() : List.copyOf(pods.values());
  }

  @Override
  public Optional<StoredRevision> read(SupervisorResource owner, String name) {
    check();
    return Optional.ofNullable(revisions.get(name));
  }

  @Override
  public void write(SupervisorResource owner, StoredRevision revision, @Nullable String token) {
    check();
    writes.add("revision " + revision.name());
    revisions.put(revision.name(), revision);
  }

  /** Nothing but the revision itself is kept here. */
  @Override
  public void restore(SupervisorResource owner, StoredRevision revision, @Nullable String token) {}

  @Override
  public List<String> names(SupervisorResource owner) {
    return List.copyOf(revisions.keySet());
  }

  @Override
  public void delete(SupervisorResource owner, String name) {
    writes.add("delete revision " + name);
    revisions.remove(name);
  }

  @Override
  public void publish(SupervisorResource about, Event event) {
    events.add(event);
    writes.add("event " + event.reason());
  }

  private SupervisorResource store(SupervisorResource resource) {
    stored =
        new SupervisorResource(
            resource.namespace(),
            resource.name(),
            resource.uid(),
            resource.generation(),
            Long.toString(++version),
            resource.createdAt(),
            resource.deletedAt(),
            resource.foregroundDeletion(),
            resource.handoff(),
            resource.spec(),
            resource.status());
    return stored;
  }

  private void change(
      String name,
      ObservedPod.Phase phase,
      @Nullable String address,
      @Nullable PodTrouble trouble) {
    PodFacts old = pods.get(name);
    if (old == null) {
      throw new IllegalArgumentException("no Pod " + name + " among " + pods.keySet());
    }
    pods.put(
        name,
        new PodFacts(
            name,
            old.uid(),
            old.ownerUid(),
            phase,
            old.grace(),
            old.createdAt(),
            old.placedAt(),
            address,
            trouble));
  }

  private PodFacts facts(
      String name,
      String owner,
      ObservedPod.Phase phase,
      @Nullable String address,
      @Nullable PodTrouble trouble) {
    Instant now = clock.instant();
    return new PodFacts(name, "pod-" + ++uids, owner, phase, null, now, now, address, trouble);
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }
}
