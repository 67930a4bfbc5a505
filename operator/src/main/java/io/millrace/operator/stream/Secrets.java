package io.millrace.operator.stream;

import io.millrace.crds.v1alpha1.SecretKeyRef;
import java.util.Optional;

/** Values in Secrets, each read on its own when it is needed and never kept. */
@FunctionalInterface
public interface Secrets {

  /**
   * @return the value; empty when the Secret or the key is not there
   * @throws SecretUnreadableException when it cannot be read now
   */
  Optional<String> value(String namespace, SecretKeyRef reference) throws SecretUnreadableException;
}
