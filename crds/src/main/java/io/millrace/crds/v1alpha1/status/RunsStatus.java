package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Saturating counters behind the health thresholds. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunsStatus(
    @JsonPropertyDescription("Runs in a row that succeeded.") int successful,
    @JsonPropertyDescription("Runs in a row that failed.") int failed,
    @JsonPropertyDescription("Tasks in a row that succeeded.") @Nullable Integer successfulTasks,
    @JsonPropertyDescription("Tasks in a row that failed.") @Nullable Integer failedTasks,
    @JsonPropertyDescription("When a run was counted last.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant countedAt,
    @JsonPropertyDescription("When a task was counted last.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant tasksCountedAt) {}
