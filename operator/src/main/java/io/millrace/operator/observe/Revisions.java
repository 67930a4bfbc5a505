package io.millrace.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The revisions of one supervisor, each read at most once: what tasks see of one never changes.
 * Used by one iteration at a time.
 */
public final class Revisions {

  private static final int KEPT = 10;

  private final RevisionStore store;
  private final Supplier<Optional<String>> token;
  private final Map<String, AcceptedSpec> known = new ConcurrentHashMap<>();

  /**
   * @param token what the supervisor's tasks are called with, as far as it is known
   */
  public Revisions(RevisionStore store, Supplier<Optional<String>> token) {
    this.store = store;
    this.token = token;
  }

  /**
   * The spec that a revision holds; empty when it is gone.
   *
   * @throws IllegalStateException when it holds something else than a spec
   */
  public Optional<AcceptedSpec> spec(SupervisorResource owner, String name) {
    AcceptedSpec cached = known.get(name);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<AcceptedSpec> read = store.read(owner, name).map(Revisions::parse);
    read.ifPresent(spec -> known.put(name, spec));
    return read;
  }

  /** Whether what {@code spec} asks of tasks and of the loop is written. */
  boolean holds(SupervisorResource owner, AcceptedSpec spec) {
    return spec(owner, spec.revision())
        .filter(stored -> stored.digests().equals(spec.digests()))
        .isPresent();
  }

  /** Writes {@code spec} as a revision. */
  public void write(SupervisorResource owner, AcceptedSpec spec) {
    store.write(owner, stored(spec), token.get().orElse(null));
    known.put(spec.revision(), spec);
  }

  /** Makes again what Pods under {@code spec} mount, where somebody deleted it. */
  public void restore(SupervisorResource owner, AcceptedSpec spec) {
    store.restore(owner, stored(spec), token.get().orElse(null));
  }

  /** Deletes all but the newest ten and those that are {@code referenced}. */
  public void prune(SupervisorResource owner, Set<String> referenced) {
    List<String> names = store.names(owner);
    for (String name : names.subList(0, Math.max(0, names.size() - KEPT))) {
      if (!referenced.contains(name)) {
        store.delete(owner, name);
        known.remove(name);
      }
    }
  }

  private static StoredRevision stored(AcceptedSpec spec) {
    return new StoredRevision(spec.revision(), spec.parts().tasks(), spec.parts().loop());
  }

  private static AcceptedSpec parse(StoredRevision revision) {
    try {
      return AcceptedSpec.ofRevision(revision.name(), revision.tasks(), revision.loop());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "ControllerRevision %s holds no spec; expected what this operator writes. Delete it"
              .formatted(revision.name()),
          e);
    }
  }
}
