package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds in a spec what this release refuses, since ignoring it would change which rows are stored,
 * or where; {@link PropertySupport} says which properties that are.
 */
public final class Refused {

  /** The input formats that are read. */
  static final List<String> INPUT_FORMATS = List.of("json", "csv", "tsv", "regex", "lines");

  private static final Map<String, String> WHY =
      Map.of(
          "spec.dataSchema.parser",
          "was removed in Druid 37; write ioConfig.inputFormat, dataSchema.timestampSpec and"
              + " dataSchema.dimensionsSpec instead",
          "spec.ioConfig.stream",
          "is for kinesis; with kafka write ioConfig.topic or topicPattern",
          "spec.ioConfig.useEarliestSequenceNumber",
          "is for kinesis, and new partitions would be read from their latest offset; with kafka"
              + " write useEarliestOffset",
          "spec.ioConfig.headerBasedFilterConfig",
          "drops records by their headers, which this release does not do yet; remove it",
          "spec.ioConfig.boundedStreamConfig",
          "reads a given range only, which this release does not do yet; remove it",
          "spec.tuningConfig.streamingPartitionsSpec",
          "changes what is stored with a segment, which this release does not do yet; remove it");

  private final List<SpecProblem> problems = new ArrayList<>();

  private Refused() {}

  /** One problem for each such property of {@code spec}. */
  public static List<SpecProblem> find(StreamSupervisorSpec spec) {
    Refused search = new Refused();
    search.streamType(spec);
    search.properties(spec);
    search.inputFormat(spec.ioConfig());
    spec.ioConfig().consumerProperties().forEach(search::consumerProperty);
    return List.copyOf(search.problems);
  }

  private void streamType(StreamSupervisorSpec spec) {
    if (spec.type() == StreamType.KINESIS) {
      add("spec.type", "found kinesis, which this release does not read yet; expected kafka");
    }
  }

  private void properties(StreamSupervisorSpec spec) {
    PropertySupport.byPath().entrySet().stream()
        .filter(property -> property.getValue() == Support.REFUSED)
        .map(Map.Entry::getKey)
        .filter(path -> SpecValues.at(spec, path).isPresent() && !isHarmless(path, spec))
        .forEach(path -> add(path, why(path)));
  }

  /** Kinesis' properties are right in its specs, and Druid shows both names of one wish. */
  private static boolean isHarmless(String path, StreamSupervisorSpec spec) {
    return switch (path) {
      case "spec.ioConfig.stream" -> spec.type() == StreamType.KINESIS;
      case "spec.ioConfig.useEarliestSequenceNumber" ->
          spec.type() == StreamType.KINESIS
              || Boolean.TRUE.equals(spec.ioConfig().useEarliestOffset())
              || !Boolean.TRUE.equals(spec.ioConfig().useEarliestSequenceNumber());
      default -> false;
    };
  }

  private static String why(String path) {
    String why = WHY.get(path);
    if (why == null) {
      throw new IllegalStateException(path + " is refused, and nothing says why");
    }
    return why;
  }

  private void inputFormat(IoConfig io) {
    JsonNode format = io.inputFormat();
    String type = format == null ? "" : format.path("type").asText();
    if (!INPUT_FORMATS.contains(type)) {
      add(
          "spec.ioConfig.inputFormat.type",
          "found %s; this release reads %s"
              .formatted(type.isEmpty() ? "none" : type, String.join(", ", INPUT_FORMATS)));
    }
  }

  private void consumerProperty(String name, PropertyValue value) {
    if (value instanceof PropertyValue.Malformed malformed) {
      add(
          "spec.ioConfig.consumerProperties." + name,
          "found %s; expected a string, a number, true, false or {secretKeyRef: {name: …, key: …}}"
              .formatted(malformed.json().getNodeType().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void add(String path, String message) {
    problems.add(new SpecProblem(path, message));
  }
}
