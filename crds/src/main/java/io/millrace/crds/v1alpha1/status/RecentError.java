package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An error that users should know of. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RecentError(
    @JsonPropertyDescription("When it happened.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant timestamp,
    @JsonPropertyDescription("Reason, in one word.") String reason,
    @JsonPropertyDescription("What happened.") String message,
    @JsonPropertyDescription("Whether the stream is to blame.")
        @Nullable Boolean streamException) {}
