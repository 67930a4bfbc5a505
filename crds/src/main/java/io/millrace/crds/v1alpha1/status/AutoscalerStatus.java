package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the autoscaler wants, and all that it decides from. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AutoscalerStatus(
    @JsonPropertyDescription("The number of task groups that it asks for.")
        @Nullable Integer taskCount,
    @JsonPropertyDescription("Why: the numbers behind the last decision.") @Nullable String reason,
    @JsonPropertyDescription("What lag asked for when it was decided last.")
        @Nullable Integer requiredCount,
    @JsonPropertyDescription("Why that was not done; absent when it was.") @Nullable String hold,
    @JsonPropertyDescription("When it was decided last.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant decidedAt,
    @JsonPropertyDescription("When taskCount was changed last.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant changedAt,
    @JsonPropertyDescription("From when on its delays count; absent while suspended.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant since,
    @JsonPropertyDescription("Lag in the window that it decides from, the oldest first.")
        List<LagSampleStatus> samples) {

  public AutoscalerStatus {
    samples = Absent.asEmpty(samples);
  }
}
