package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kinds of streams. */
public enum StreamType {
  @JsonProperty("kafka")
  KAFKA,
  @JsonProperty("kinesis")
  KINESIS;

  /** As it is written in a spec. */
  public String text() {
    return switch (this) {
      case KAFKA -> "kafka";
      case KINESIS -> "kinesis";
    };
  }
}
