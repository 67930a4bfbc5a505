package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.druid.indexer.granularity.GranularitySpec;
import org.apache.druid.java.util.common.granularity.Granularities;
import org.apache.druid.java.util.common.granularity.Granularity;
import org.apache.druid.java.util.common.granularity.GranularityType;

/** Reads {@code dataSchema.granularitySpec}. */
final class GranularityReader {

  private static final String PATH = "dataSchema.granularitySpec";
  private static final List<String> NAMES =
      Arrays.stream(GranularityType.values())
          .map(type -> type.name().toLowerCase(Locale.ROOT))
          .toList();

  private final DruidJson json;
  private final Problems problems;

  GranularityReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<TimeGrid> read(JsonNode node) {
    if (Nodes.absent(node)) {
      return read(JsonNodeFactory.instance.objectNode());
    }
    if (Nodes.get(node, "type").asText().equals("arbitrary")) {
      problems.add(
          PATH + ".type", "found 'arbitrary', which is for batch ingestion; write 'uniform'");
      return Optional.empty();
    }
    boolean typeIsKnown = json.typeIsKnown(node, PATH, GranularitySpec.class);
    boolean segmentIsKnown = nameIsKnown(node, "segmentGranularity");
    boolean queryIsKnown = nameIsKnown(node, "queryGranularity");
    if (!typeIsKnown || !segmentIsKnown || !queryIsKnown) {
      return Optional.empty();
    }
    return json.read(node, PATH, GranularitySpec.class).flatMap(this::check);
  }

  private boolean nameIsKnown(JsonNode node, String property) {
    JsonNode value = Nodes.get(node, property);
    if (!value.isTextual() || NAMES.contains(value.textValue().toLowerCase(Locale.ROOT))) {
      return true;
    }
    String found = value.textValue();
    problems.add(
        PATH + "." + property,
        "unknown granularity '%s', %s".formatted(found, NearestName.hint(found, NAMES)));
    return false;
  }

  private Optional<TimeGrid> check(GranularitySpec spec) {
    Granularity segment = spec.getSegmentGranularity();
    Granularity query = spec.getQueryGranularity();
    if (segment.equals(Granularities.NONE)) {
      problems.add(
          PATH + ".segmentGranularity",
          "found 'none', which makes a segment of each millisecond; write for example 'hour'");
      return Optional.empty();
    }
    if (Granularity.IS_FINER_THAN.compare(query, segment) > 0) {
      problems.add(
          PATH + ".queryGranularity",
          "found a granularity coarser than segmentGranularity, expected an equal or finer one");
      return Optional.empty();
    }
    return Optional.of(new TimeGrid(segment, query, spec.isRollup()));
  }
}
