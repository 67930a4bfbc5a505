package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stops making tasks while nothing arrives. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IdleConfig(
    @JsonPropertyDescription("Whether the supervisor may become idle. Default: false.")
        @Nullable Boolean enabled,
    @JsonPropertyDescription(
            "How long nothing has to arrive, with no lag, in milliseconds. Default: 600000.")
        @Min(1)
        @Nullable Long inactiveAfterMillis,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public IdleConfig {
    unknown = Absent.asEmpty(unknown);
  }
}
