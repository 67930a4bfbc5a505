package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Pattern;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Time chunks of segments, truncation of times, and rollup. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GranularitySpec(
    @JsonPropertyDescription("How time chunks are laid out. Default: uniform.")
        @Pattern("^(uniform|arbitrary)$")
        @Nullable String type,
    @JsonPropertyDescription(
            "Time chunk of a segment: a name such as HOUR, or an object with a period. Default: DAY.")
        @Nullable JsonNode segmentGranularity,
    @JsonPropertyDescription(
            "What times are truncated to: a name such as MINUTE, or an object with a period. Default: NONE.")
        @Nullable JsonNode queryGranularity,
    @JsonPropertyDescription(
            "Whether rows of equal truncated time and dimensions are combined into one. Default: true.")
        @Nullable Boolean rollup,
    @JsonPropertyDescription("Intervals of a batch; Druid ignores them too when it reads a stream.")
        List<String> intervals,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public GranularitySpec {
    intervals = Absent.asEmpty(intervals);
    unknown = Absent.asEmpty(unknown);
  }
}
