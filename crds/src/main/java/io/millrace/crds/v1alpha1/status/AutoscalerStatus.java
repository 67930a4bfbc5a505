package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The autoscaler's last decision. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AutoscalerStatus(
    @JsonPropertyDescription("The taskCount that it asks for.") @Nullable Integer taskCount,
    @JsonPropertyDescription("Why.") @Nullable String reason,
    @JsonPropertyDescription("When it was decided.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant decidedAt,
    @JsonPropertyDescription("When taskCount was last changed by it.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant changedAt) {}
