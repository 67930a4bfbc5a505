package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How events become rows and rows become segments. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.parser)",
    message =
        "parser was removed in Druid 37: write ioConfig.inputFormat, dataSchema.timestampSpec and dataSchema.dimensionsSpec instead",
    fieldPath = ".parser")
@ValidationRule(
    value = "has(self.timestampSpec) || has(self.parser)",
    message = "timestampSpec is required: it says in which field the time of an event stands",
    fieldPath = ".timestampSpec")
public record DataSchema(
    @JsonPropertyDescription("Name of the datasource that the segments belong to.")
        @Required
        @Size(min = 1, max = 200)
        @ValidationRule(value = Rules.NAME, messageExpression = Rules.NAME_MESSAGE)
        String dataSource,
    @JsonPropertyDescription("Where the time of an event stands, and in which format. Required.")
        @Nullable TimestampSpec timestampSpec,
    @JsonPropertyDescription("The dimensions of a row. Default: whatever fields the events have.")
        @Nullable DimensionsSpec dimensionsSpec,
    @JsonPropertyDescription(
            "Aggregators, each with a type and a name. With rollup, rows of equal time and dimensions are combined by them. Default: none.")
        List<ObjectNode> metricsSpec,
    @JsonPropertyDescription("Time chunks of segments, truncation of times, and rollup.")
        @Nullable GranularitySpec granularitySpec,
    @JsonPropertyDescription("A filter on rows and expressions that compute columns.")
        @Nullable ObjectNode transformSpec,
    @JsonPropertyDescription(
            "Projections that are stored with each segment, for segments sorted by time. Default: none.")
        List<ObjectNode> projections,
    @JsonPropertyDescription(
            "Removed in Druid 37: write inputFormat, timestampSpec and dimensionsSpec instead.")
        @Nullable ObjectNode parser,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public DataSchema {
    metricsSpec = Absent.asEmpty(metricsSpec);
    projections = Absent.asEmpty(projections);
    unknown = Absent.asEmpty(unknown);
  }
}
