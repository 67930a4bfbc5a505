package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dimensions of a row. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DimensionsSpec(
    @JsonPropertyDescription(
            "Dimensions in the order in which rows are sorted: a name, which makes a string dimension, or an object with name and type. Default: none, so that they are discovered.")
        List<JsonNode> dimensions,
    @JsonPropertyDescription(
            "Fields that are not taken where dimensions are discovered. Default: none.")
        List<String> dimensionExclusions,
    @JsonPropertyDescription(
            "Whether discovered dimensions are added to those listed. Default: false.")
        @Nullable Boolean includeAllDimensions,
    @JsonPropertyDescription(
            "Whether discovered dimensions get the type of their values instead of string. Default: false.")
        @Nullable Boolean useSchemaDiscovery,
    @JsonPropertyDescription("Whether segments are sorted by time first. Default: true.")
        @Nullable Boolean forceSegmentSortByTime,
    @JsonPropertyDescription("Deprecated: spatial dimensions. Default: none.")
        List<ObjectNode> spatialDimensions,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public DimensionsSpec {
    dimensions = Absent.asEmpty(dimensions);
    dimensionExclusions = Absent.asEmpty(dimensionExclusions);
    spatialDimensions = Absent.asEmpty(spatialDimensions);
    unknown = Absent.asEmpty(unknown);
  }
}
