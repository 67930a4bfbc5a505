package io.millrace.operator.act;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;

/** Opens the deep storage that a spec names, as the operator reaches it. */
@FunctionalInterface
public interface DeepStorageOpener {

  /**
   * @param namespace where the Secrets are that {@code storage} refers to
   * @throws DeepStorageException when the settings are not enough or a Secret is missing
   */
  DeepStorage open(String namespace, io.millrace.crds.v1alpha1.DeepStorage storage)
      throws DeepStorageException;
}
