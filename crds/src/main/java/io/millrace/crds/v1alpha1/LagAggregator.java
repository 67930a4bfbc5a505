package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Pattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the lag of partitions is summed up. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LagAggregator(
    @JsonPropertyDescription("Only default exists. Default: default.") @Pattern("^default$")
        @Nullable String type,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public LagAggregator {
    unknown = Absent.asEmpty(unknown);
  }
}
