package io.millrace.protocol;

import java.util.List;
import java.util.Map;

/**
 * What has become final of a task group: committed in status, with its ledger entry in deep
 * storage.
 *
 * @param positions the committed position of each partition of the task
 * @param manifests paths of the manifests of this generation that were committed. A task recognises
 *     its own publish by path, never by the range
 */
public record Acknowledged(Map<String, String> positions, List<String> manifests) {

  public static final Acknowledged NOTHING = new Acknowledged(Map.of(), List.of());

  public Acknowledged {
    positions = Ordered.positions(positions);
    manifests = List.copyOf(manifests);
  }
}
