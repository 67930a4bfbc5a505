package io.millrace.runner.life;

import io.millrace.protocol.ManifestPaths;

/**
 * Which task this is. It never changes: one Pod is one attempt.
 *
 * @param namespace namespace of the supervisor
 * @param supervisor name of the supervisor
 * @param supervisorUid UID of the supervisor
 * @param group number of the task group
 * @param generation the group's generation
 * @param epoch the group's fence number
 * @param podName name of the Pod, which is the task's id too
 * @param podUid UID of the Pod
 */
public record Attempt(
    String namespace,
    String supervisor,
    String supervisorUid,
    int group,
    int generation,
    long epoch,
    String podName,
    String podUid) {

  /** Where this attempt writes the manifest of a sequence. */
  public String manifestPath(Sequence sequence) {
    return new ManifestPaths(namespace, supervisor)
        .manifest(epoch, group, generation, sequence.advanced().start().text(), podUid);
  }
}
