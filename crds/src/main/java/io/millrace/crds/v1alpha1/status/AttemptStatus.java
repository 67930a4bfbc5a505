package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One try of a replica at a generation: one Pod. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AttemptStatus(
    @JsonPropertyDescription("Its number in the generation, from 0; no two have the same.")
        int number,
    @JsonPropertyDescription(
            "Where it starts; absent while that is not known, and where its generation starts there"
                + " too.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Map<String, String> start,
    @JsonPropertyDescription("Whether it starts where its generation does.")
        @Nullable Boolean fromBeginning,
    @JsonPropertyDescription("When it was decided on.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant createdAt,
    @JsonPropertyDescription(
            "How many attempts before it failed in a row without committing anything.")
        int failures,
    @JsonPropertyDescription("Its Pod is not created before.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant retryAt,
    @JsonPropertyDescription("When its task was first seen connected to the stream.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant readyAt) {

  public AttemptStatus {
    start = Absent.asAbsent(start);
  }
}
