package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Format of segments. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IndexSpec(
    @JsonPropertyDescription("Bitmap indexes. Default: an object of type roaring.")
        @Nullable ObjectNode bitmap,
    @JsonPropertyDescription(
            "Compression of dimensions: lz4, lzf, zstd or uncompressed. Default: lz4.")
        @Nullable String dimensionCompression,
    @JsonPropertyDescription(
            "Compression of metrics: lz4, lzf, zstd, uncompressed or none. Default: lz4.")
        @Nullable String metricCompression,
    @JsonPropertyDescription("Encoding of string dictionaries. Default: an object of type utf8.")
        @Nullable ObjectNode stringDictionaryEncoding,
    @JsonPropertyDescription("Encoding of long columns: longs or auto. Default: longs.")
        @Nullable String longEncoding,
    @JsonPropertyDescription(
            "Compression of complex metrics: lz4, lzf, zstd or uncompressed. Default: uncompressed.")
        @Nullable String complexMetricCompression,
    @JsonPropertyDescription(
            "Compression of projection metadata: lz4, lzf, zstd, uncompressed or none. Default: none.")
        @Nullable String metadataCompression,
    @JsonPropertyDescription("Format of columns of type auto.")
        @Nullable ObjectNode autoColumnFormatSpec,
    @JsonPropertyDescription("Format of string columns.")
        @Nullable ObjectNode stringColumnFormatSpec,
    @JsonPropertyDescription("How a Historical loads the segments.")
        @Nullable ObjectNode segmentLoader,
    @JsonPropertyDescription("Deprecated: compression of JSON columns.")
        @Nullable String jsonCompression,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public IndexSpec {
    unknown = Absent.asEmpty(unknown);
  }
}
