package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks once for other positions to read from. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.timestamp) == (self.to == 'Timestamp')",
    message = "timestamp is needed with to: Timestamp, and only there",
    fieldPath = ".timestamp")
@ValidationRule(
    value = "has(self.positions) == (self.to == 'Position')",
    message = "positions are needed with to: Position, and only there",
    fieldPath = ".positions")
public record Reset(
    @JsonPropertyDescription(
            "Number of the request. It is done once, when its number is above that of every request before.")
        @Required
        @Min(0)
        long nonce,
    @JsonPropertyDescription(
            "Earliest or Latest position of the stream, Position for those in positions, Timestamp for the first at or after timestamp.")
        @Required
        To to,
    @JsonPropertyDescription("With Timestamp: the time of the records to begin with, in RFC 3339.")
        @Nullable String timestamp,
    @JsonPropertyDescription("With Position: position by partition.") Map<String, String> positions,
    @JsonPropertyDescription(
            "Partitions that are reset. Default: all, with Position those in positions.")
        List<String> partitions) {

  public Reset {
    positions = Absent.asEmpty(positions);
    partitions = Absent.asEmpty(partitions);
  }

  /** Where to. */
  public enum To {
    /** The earliest position that the stream has. */
    @JsonProperty("Earliest")
    EARLIEST,
    /** The end of the stream. */
    @JsonProperty("Latest")
    LATEST,
    /** Given positions. */
    @JsonProperty("Position")
    POSITION,
    /** The first position at or after a time. */
    @JsonProperty("Timestamp")
    TIMESTAMP
  }
}
