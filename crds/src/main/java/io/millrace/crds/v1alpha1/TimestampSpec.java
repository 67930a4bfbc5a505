package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the time of an event stands. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TimestampSpec(
    @JsonPropertyDescription("Field that holds the time, after flattening. Default: timestamp.")
        @Size(min = 1)
        @Nullable String column,
    @JsonPropertyDescription(
            "iso, posix (seconds), millis, micro, nano, ruby (seconds with a fraction), auto (ISO or milliseconds) or a Joda-time pattern. Default: auto.")
        @Size(min = 1)
        @Nullable String format,
    @JsonPropertyDescription(
            "Time of events that have none, in ISO 8601. Without it such an event is a parse error.")
        @Nullable String missingValue,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public TimestampSpec {
    unknown = Absent.asEmpty(unknown);
  }
}
