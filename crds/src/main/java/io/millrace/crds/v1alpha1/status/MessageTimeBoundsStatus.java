package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Event times that a sequence accepts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MessageTimeBoundsStatus(
    @JsonPropertyDescription("Earlier events are dropped.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant minimum,
    @JsonPropertyDescription("Later events are dropped.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant maximum) {}
