package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far reading is behind the stream. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LagStatus(
    @JsonPropertyDescription("Records of all partitions together.") @Nullable Long records,
    @JsonPropertyDescription("Records of the partition that is furthest behind.")
        @Nullable Long maxRecords,
    @JsonPropertyDescription(
            "Time of the partition that is furthest behind, in milliseconds: with emitTimeLagMetrics from the last record read to the newest, without it the age of the last record read.")
        @Nullable Long millis,
    @JsonPropertyDescription("When it was measured.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant updatedAt) {}
