package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a spec may say, but this release refuses, since ignoring it would change which rows are
 * stored, or where.
 */
public final class Refused {

  private static final Set<String> INPUT_FORMATS = Set.of("json", "csv", "tsv", "regex", "lines");

  private final List<SpecProblem> problems = new ArrayList<>();

  private Refused() {}

  /** One problem for each such property of {@code spec}. */
  public static List<SpecProblem> find(StreamSupervisorSpec spec) {
    Refused search = new Refused();
    search.streamType(spec);
    search.schema(spec.dataSchema());
    search.io(spec.ioConfig());
    search.tuning(spec.tuningConfig());
    return List.copyOf(search.problems);
  }

  private void streamType(StreamSupervisorSpec spec) {
    if (spec.type() == StreamType.KINESIS) {
      add("spec.type", "found kinesis, which this release does not read yet; expected kafka");
    }
  }

  private void schema(DataSchema schema) {
    if (schema.parser() != null) {
      add(
          "spec.dataSchema.parser",
          "was removed in Druid 37; write ioConfig.inputFormat, dataSchema.timestampSpec and dataSchema.dimensionsSpec instead");
    }
  }

  private void io(IoConfig io) {
    absent(
        "spec.ioConfig.headerBasedFilterConfig",
        io.headerBasedFilterConfig(),
        "drops records by their headers");
    absent(
        "spec.ioConfig.boundedStreamConfig", io.boundedStreamConfig(), "reads a given range only");
    JsonNode format = io.inputFormat();
    String type = format == null ? "" : format.path("type").asText();
    if (!INPUT_FORMATS.contains(type)) {
      add(
          "spec.ioConfig.inputFormat.type",
          "found %s; this release reads json, csv, tsv, regex and lines"
              .formatted(type.isEmpty() ? "none" : type));
    }
    io.consumerProperties().forEach(this::consumerProperty);
  }

  private void consumerProperty(String name, PropertyValue value) {
    if (value instanceof PropertyValue.Malformed malformed) {
      add(
          "spec.ioConfig.consumerProperties." + name,
          "found %s; expected a string, a number, true, false or {secretKeyRef: {name: …, key: …}}"
              .formatted(malformed.json().getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  private void tuning(@Nullable TuningConfig tuning) {
    if (tuning != null) {
      absent(
          "spec.tuningConfig.streamingPartitionsSpec",
          tuning.streamingPartitionsSpec(),
          "changes what is stored with a segment");
    }
  }

  private void absent(String path, @Nullable JsonNode value, String effect) {
    if (value != null) {
      add(path, effect + ", which this release does not do yet; remove it");
    }
  }

  private void add(String path, String message) {
    problems.add(new SpecProblem(path, message));
  }
}
