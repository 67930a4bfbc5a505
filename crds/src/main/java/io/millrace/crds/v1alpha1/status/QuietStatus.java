package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/** How long nothing has arrived in the stream. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QuietStatus(
    @JsonPropertyDescription("Since when the stream has ended where it ends.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant since,
    @JsonPropertyDescription("Digest of the positions that the stream ends at.") String latest) {}
