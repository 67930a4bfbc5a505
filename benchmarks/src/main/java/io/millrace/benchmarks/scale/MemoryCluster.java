package io.millrace.benchmarks.scale;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.PodWriter;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.observe.PodCache;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.RevisionStore;
import io.millrace.operator.observe.StoredRevision;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Event;
import io.millrace.operator.status.EventSink;
import io.millrace.operator.task.TaskPod;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The API server with many supervisors, their Pods and revisions. A status goes through JSON as it
 * does on its way to a real one and back, so that this takes its time too. Thread-safe.
 */
final class MemoryCluster implements StatusWriter, PodWriter, PodCache, RevisionStore, EventSink {

  static final String NAMESPACE = "ingestion";

  private final InstantSource clock;
  private final Map<SupervisorKey, Site> sites = new ConcurrentHashMap<>();
  private final AtomicLong versions = new AtomicLong(1);
  private final AtomicLong uids = new AtomicLong();
  private volatile Kubelet kubelet = (pod, uid) -> {};

  /** One supervisor with what belongs to it; locked by itself. */
  private static final class Site {
    final Map<String, PodFacts> pods = new LinkedHashMap<>();
    final Map<String, StoredRevision> revisions = new LinkedHashMap<>();
    final ApiCalls calls;
    StreamSupervisor stored;
    int largest;

    Site(StreamSupervisor stored, ApiCalls calls) {
      this.stored = stored;
      this.calls = calls;
    }
  }

  /** Starts what is in a Pod. */
  @FunctionalInterface
  interface Kubelet {
    void created(TaskPod pod, String uid);
  }

  MemoryCluster(InstantSource clock) {
    this.clock = clock;
  }

  void runsPodsOn(Kubelet where) {
    kubelet = where;
  }

  /** Creates a supervisor, whose calls are counted in {@code calls}. */
  void apply(StreamSupervisor supervisor, ApiCalls calls) {
    supervisor.setMetadata(
        new ObjectMetaBuilder(supervisor.getMetadata())
            .withNamespace(NAMESPACE)
            .withUid("s-" + uids.incrementAndGet())
            .withGeneration(1L)
            .withResourceVersion(nextVersion())
            .build());
    sites.put(
        new SupervisorKey(NAMESPACE, supervisor.getMetadata().getName()),
        new Site(supervisor, calls));
  }

  /** The supervisor as a watch has it. */
  SupervisorResource supervisor(SupervisorKey key) {
    return resource(stored(key));
  }

  /** The supervisor as the operator SDK hands it over: a copy of what a watch has. */
  SupervisorResource copied(SupervisorKey key) {
    return resource(Serialization.clone(stored(key)));
  }

  /** Bytes of the largest JSON that a supervisor ever was. */
  int largestBytes(SupervisorKey key) {
    Site site = site(key);
    synchronized (site) {
      return site.largest;
    }
  }

  /** A node tells of a Pod. */
  void change(SupervisorKey key, String pod, UnaryOperator<PodFacts> change) {
    Site site = site(key);
    synchronized (site) {
      site.pods.computeIfPresent(pod, (name, facts) -> change.apply(facts));
    }
  }

  @Override
  public StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status) {
    Site site = site(resource.key());
    site.calls.count(ApiCalls.Kind.STATUS);
    StreamSupervisor request = request(resource, status);
    String json = Serialization.asJson(request);
    StreamSupervisor answer = Serialization.unmarshal(json, StreamSupervisor.class);
    StreamSupervisor seen = Serialization.unmarshal(json, StreamSupervisor.class);
    if (!status.equals(answer.getStatus())) {
      throw new IllegalStateException("JSON does not keep the status of " + resource.key());
    }
    String version = nextVersion();
    answer.getMetadata().setResourceVersion(version);
    seen.getMetadata().setResourceVersion(version);
    synchronized (site) {
      if (!site.stored.getMetadata().getResourceVersion().equals(resource.resourceVersion())) {
        return new StatusWrite.Conflict();
      }
      site.stored = seen;
      site.largest = Math.max(site.largest, json.getBytes(StandardCharsets.UTF_8).length);
    }
    return new StatusWrite.Written(resource(answer));
  }

  @Override
  public StatusWrite release(SupervisorResource resource) {
    throw new UnsupportedOperationException("nobody deletes " + resource.key());
  }

  @Override
  public Optional<SupervisorResource> read(SupervisorResource resource) {
    site(resource.key()).calls.count(ApiCalls.Kind.READ);
    return Optional.of(supervisor(resource.key()));
  }

  @Override
  public PodCreation create(TaskPod pod) {
    String name = pod.name().toString();
    String uid = "p-" + uids.incrementAndGet();
    Site site = site(new SupervisorKey(pod.namespace(), pod.name().supervisor()));
    site.calls.count(ApiCalls.Kind.POD);
    synchronized (site) {
      if (site.pods.containsKey(name)) {
        return new PodCreation.Present();
      }
      site.pods.put(
          name,
          new PodFacts(
              name,
              uid,
              pod.supervisorUid(),
              ObservedPod.Phase.PENDING,
              null,
              clock.instant(),
              clock.instant(),
              null,
              null));
    }
    kubelet.created(pod, uid);
    return new PodCreation.Created();
  }

  @Override
  public boolean mayLive(String namespace, String name, String ownerUid) {
    SupervisorKey supervisor = new SupervisorKey(namespace, supervisor(name));
    site(supervisor).calls.count(ApiCalls.Kind.READ);
    return pods(supervisor).stream().anyMatch(pod -> pod.name().equals(name) && !pod.hasEnded());
  }

  /** Tasks that are deleted have ended: they are gone at once. */
  @Override
  public void delete(String namespace, String name, String uid) {
    Site site = site(new SupervisorKey(namespace, supervisor(name)));
    site.calls.count(ApiCalls.Kind.POD);
    synchronized (site) {
      PodFacts present = site.pods.get(name);
      if (present != null && present.uid().equals(uid)) {
        site.pods.remove(name);
      }
    }
  }

  private static String supervisor(String pod) {
    return pod.replaceFirst("(-\\d+){3}$", "");
  }

  @Override
  public List<PodFacts> pods(SupervisorKey supervisor) {
    Site site = site(supervisor);
    synchronized (site) {
      return List.copyOf(site.pods.values());
    }
  }

  @Override
  public Optional<StoredRevision> read(SupervisorResource owner, String name) {
    Site site = site(owner.key());
    site.calls.count(ApiCalls.Kind.READ);
    synchronized (site) {
      return Optional.ofNullable(site.revisions.get(name));
    }
  }

  @Override
  public void write(SupervisorResource owner, StoredRevision revision, @Nullable String token) {
    Site site = site(owner.key());
    site.calls.count(ApiCalls.Kind.REVISION);
    synchronized (site) {
      site.revisions.put(revision.name(), revision);
    }
  }

  /** Nobody deletes what Pods mount here. */
  @Override
  public void restore(SupervisorResource owner, StoredRevision revision, @Nullable String token) {}

  @Override
  public List<String> names(SupervisorResource owner) {
    Site site = site(owner.key());
    site.calls.count(ApiCalls.Kind.READ);
    synchronized (site) {
      return List.copyOf(site.revisions.keySet());
    }
  }

  @Override
  public void delete(SupervisorResource owner, String name) {
    Site site = site(owner.key());
    site.calls.count(ApiCalls.Kind.REVISION);
    synchronized (site) {
      site.revisions.remove(name);
    }
  }

  @Override
  public void publish(SupervisorResource about, Event event) {
    site(about.key()).calls.count(ApiCalls.Kind.EVENT);
  }

  private StreamSupervisor stored(SupervisorKey key) {
    Site site = site(key);
    synchronized (site) {
      return site.stored;
    }
  }

  private Site site(SupervisorKey key) {
    Site site = sites.get(key);
    if (site == null) {
      throw new IllegalArgumentException("there is no supervisor " + key);
    }
    return site;
  }

  private String nextVersion() {
    return Long.toString(versions.incrementAndGet());
  }

  private static SupervisorResource resource(StreamSupervisor stored) {
    return new SupervisorResource(
        stored.getMetadata().getNamespace(),
        stored.getMetadata().getName(),
        stored.getMetadata().getUid(),
        stored.getMetadata().getGeneration(),
        stored.getMetadata().getResourceVersion(),
        null,
        stored.getSpec(),
        stored.getStatus());
  }

  private static StreamSupervisor request(
      SupervisorResource resource, @Nullable StreamSupervisorStatus status) {
    StreamSupervisor request = new StreamSupervisor();
    request.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.namespace())
            .withName(resource.name())
            .withUid(resource.uid())
            .withGeneration(resource.generation())
            .withResourceVersion(resource.resourceVersion())
            .build());
    request.setSpec(resource.spec());
    request.setStatus(status);
    return request;
  }
}
