package io.millrace.operator.decide;

import io.millrace.protocol.Prepared;
import java.util.List;
import java.util.Set;

/**
 * Manifests found in deep storage, of a generation that lost a Pod.
 *
 * @param lookedFor names of the Pods that were known to be gone when the listing began
 * @param found all manifests of the generation
 */
public record LeftManifests(Set<String> lookedFor, List<Prepared> found) {

  public static final LeftManifests NONE = new LeftManifests(Set.of(), List.of());

  public LeftManifests {
    lookedFor = Set.copyOf(lookedFor);
    found = List.copyOf(found);
  }
}
