package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How a reset moved one partition. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResetRange(
    @JsonPropertyDescription("The partition.") String partition,
    @JsonPropertyDescription("Committed position before; none for a partition that is new.")
        @Nullable String from,
    @JsonPropertyDescription(
            "Position that is read next; none for a partition that is not in the stream any more.")
        @Nullable String to,
    @JsonPropertyDescription(
            "Whether its topic is another one since then, or gone: from is a position in the topic before, to one in the topic as it is now, and what lies between is no range of records.")
        @Nullable Boolean otherTopic) {}
