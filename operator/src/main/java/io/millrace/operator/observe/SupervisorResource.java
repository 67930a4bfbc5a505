package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A StreamSupervisor as the API server had it at one version. Immutable.
 *
 * @param namespace where it is
 * @param name its name
 * @param uid its UID; another one under the same name is another supervisor
 * @param generation version of its spec
 * @param resourceVersion version of the whole, which every write of ours is guarded by
 * @param createdAt when it was created, by the API server's clock; absent where nobody knows
 * @param deletedAt when its deletion was asked for; absent while it was not
 * @param foregroundDeletion whether the garbage collector takes away what it owns first
 * @param handoff what its annotation says that asks for an early handoff; absent when there is none
 * @param spec what the user asks for
 * @param status what stands in status; absent before the first write
 */
public record SupervisorResource(
    String namespace,
    String name,
    String uid,
    long generation,
    String resourceVersion,
    @Nullable Instant createdAt,
    @Nullable Instant deletedAt,
    boolean foregroundDeletion,
    @Nullable String handoff,
    StreamSupervisorSpec spec,
    @Nullable StreamSupervisorStatus status) {

  /** One without annotations, created long ago, and not being deleted in the foreground. */
  public SupervisorResource(
      String namespace,
      String name,
      String uid,
      long generation,
      String resourceVersion,
      @Nullable Instant deletedAt,
      StreamSupervisorSpec spec,
      @Nullable StreamSupervisorStatus status) {
    this(
        namespace,
        name,
        uid,
        generation,
        resourceVersion,
        null,
        deletedAt,
        false,
        null,
        spec,
        status);
  }

  /** Namespace and name, under which it is looked up. */
  public SupervisorKey key() {
    return new SupervisorKey(namespace, name);
  }

  /** Whether this was written after {@code other}; resource versions of one resource rise. */
  public boolean isNewerThan(SupervisorResource other) {
    int length = Integer.compare(resourceVersion.length(), other.resourceVersion.length());
    return length == 0 ? resourceVersion.compareTo(other.resourceVersion) > 0 : length > 0;
  }
}
