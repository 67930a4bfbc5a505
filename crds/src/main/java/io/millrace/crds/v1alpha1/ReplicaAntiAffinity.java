package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the Pods of replicas keep away from each other's nodes. */
public enum ReplicaAntiAffinity {
  /** They share a node only where no other one has room. */
  @JsonProperty("Preferred")
  PREFERRED,
  /** They never share a node: one that finds none of its own waits. */
  @JsonProperty("Required")
  REQUIRED
}
