package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to rows that are not published when the resource is deleted. */
public enum DeletionPolicy {
  /**
   * They are published first, as far as that takes no longer than the operator's deletion timeout.
   */
  @JsonProperty("Publish")
  PUBLISH,
  /** The tasks are stopped at once. */
  @JsonProperty("Discard")
  DISCARD
}
