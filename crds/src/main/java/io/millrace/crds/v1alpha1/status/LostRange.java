package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** A range that left the stream before it was read. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LostRange(
    @JsonPropertyDescription("The partition.") String partition,
    @JsonPropertyDescription("Position that was to be read next.") String from,
    @JsonPropertyDescription("Position that reading went on at.") String to,
    @JsonPropertyDescription("When it was noticed.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant time) {}
