package io.millrace.simulator.cluster;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.PodWriter;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.observe.RevisionStore;
import io.millrace.operator.observe.StoredRevision;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Event;
import io.millrace.operator.status.EventSink;
import io.millrace.operator.status.StatusMapping;
import io.millrace.operator.task.TaskPod;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.ProcessCalls;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API server as one operator process reaches it: calls fail, lose their answer, or take effect
 * after the caller has given up.
 */
public final class ApiClient implements StatusWriter, PodWriter, RevisionStore, EventSink {

  private static final double FAILURES = 0.03;
  private static final Duration LATEST_EFFECT = Duration.ofSeconds(20);

  private final ApiServer server;
  private final VirtualTime time;
  private final Faults faults;
  private final ProcessCalls calls;
  private final Trace trace;
  private final String who;

  public ApiClient(
      ApiServer server,
      VirtualTime time,
      Faults faults,
      ProcessCalls calls,
      Trace trace,
      String who) {
    this.server = server;
    this.time = time;
    this.faults = faults;
    this.calls = calls;
    this.trace = trace;
    this.who = who;
  }

  /** The API server did not answer. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unavailable(String call) {
      super("no answer to " + call, null, false, false);
    }
  }

  @Override
  public StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status) {
    StatusWrite result = call("write status", () -> server.write(resource, status));
    trace.note(
        who,
        () ->
            result instanceof StatusWrite.Written written
                ? "status " + StatusText.of(StatusMapping.state(written.resource().status()))
                : "status is refused: " + result);
    return result;
  }

  @Override
  public StatusWrite release(SupervisorResource resource) {
    return call("release", () -> server.release(resource));
  }

  @Override
  public Optional<SupervisorResource> read(SupervisorResource resource) {
    return call("read", () -> server.read(resource));
  }

  @Override
  public PodCreation create(TaskPod pod) {
    return call("create Pod " + pod.name(), () -> server.create(pod));
  }

  @Override
  public void delete(String namespace, String name, String uid) {
    trace.note(who, () -> "deletes Pod " + name);
    call(
        "delete Pod " + name,
        () -> {
          server.deletePod(name, uid);
          return true;
        });
  }

  /** Always answered: without an answer it would only be asked again. */
  @Override
  public boolean mayLive(String namespace, String name, String ownerUid) {
    return server.pods().stream()
        .anyMatch(
            pod -> pod.name().equals(name) && pod.ownerUid().equals(ownerUid) && !pod.hasEnded());
  }

  @Override
  public Optional<StoredRevision> read(SupervisorResource owner, String name) {
    return call("read revision", () -> Optional.ofNullable(server.revisions().get(name)));
  }

  @Override
  public void write(SupervisorResource owner, StoredRevision revision, @Nullable String token) {
    call("write revision", () -> server.revisions().put(revision.name(), revision) == null);
  }

  /** Nobody deletes what Pods mount here. */
  @Override
  public void restore(SupervisorResource owner, StoredRevision revision, @Nullable String token) {}

  @Override
  public List<String> names(SupervisorResource owner) {
    return call("list revisions", () -> List.copyOf(server.revisions().keySet()));
  }

  @Override
  public void delete(SupervisorResource owner, String name) {
    call("delete revision", () -> server.revisions().remove(name) == null);
  }

  @Override
  public void publish(SupervisorResource about, Event event) {
    trace.note(who, () -> event.reason() + ": " + event.note());
  }

  private <T> T call(String what, Supplier<T> effect) {
    calls.point(what);
    if (faults.strikes(FaultKind.API_CALLS, FAILURES)) {
      boolean later = faults.random(FaultKind.API_CALLS).nextBoolean();
      trace.note(who, () -> what + " fails" + (later ? ", and takes effect later" : ""));
      if (later) {
        time.after(
            faults.upTo(FaultKind.API_CALLS, LATEST_EFFECT),
            () -> {
              T unheard = effect.get();
              trace.note(who, () -> what + " takes effect: " + unheard);
            });
      }
      throw new Unavailable(what);
    }
    T answer = effect.get();
    if (faults.strikes(FaultKind.API_CALLS, FAILURES)) {
      trace.note(who, () -> what + " took effect, its answer is lost");
      throw new Unavailable(what);
    }
    calls.point(what);
    return answer;
  }
}
