package io.millrace.operator.quota;

import java.util.List;
import java.util.Optional;

/** Knows the quotas of namespaces. */
@FunctionalInterface
public interface NamespaceQuotas {

  /**
   * The quotas of {@code namespace}; empty when they are not to be had now, or may not be asked
   * for. Waits for an answer.
   */
  Optional<List<Quota>> of(String namespace);
}
