package io.millrace.operator.stream;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;

/** Opens the stream that a spec names. */
@FunctionalInterface
public interface StreamOpener {

  /**
   * @param namespace where the Secrets are that {@code io} refers to
   * @param io what to read, and how to connect
   * @throws StreamException when the settings are wrong or a Secret is missing
   */
  StreamMetadata open(String namespace, IoConfig io) throws StreamException;
}
