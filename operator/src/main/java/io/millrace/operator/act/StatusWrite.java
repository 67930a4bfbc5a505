package io.millrace.operator.act;

import io.millrace.operator.observe.SupervisorResource;

/** What became of a write. */
public sealed interface StatusWrite {

  /**
   * It was written.
   *
   * @param resource the resource with it, at its new version
   */
  record Written(SupervisorResource resource) implements StatusWrite {}

  /** Somebody else wrote first: what was decided does not hold any more. */
  record Conflict() implements StatusWrite {}

  /** The resource is not there any more. */
  record Gone() implements StatusWrite {}
}
