package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** Lag at one moment, as one number. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LagSampleStatus(
    @JsonPropertyDescription("When it was taken.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant at,
    @JsonPropertyDescription("Records.") long lag) {}
