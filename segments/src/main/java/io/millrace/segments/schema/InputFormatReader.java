package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.impl.JsonInputFormat;

/** Reads {@code ioConfig.inputFormat}. */
final class InputFormatReader {

  static final String PATH = "ioConfig.inputFormat";

  private final DruidJson json;
  private final Problems problems;

  InputFormatReader(DruidJson json, Problems problems) {
    this.json = json;
    this.problems = problems;
  }

  Optional<InputFormat> read(JsonNode node) {
    if (Nodes.absent(node)) {
      problems.add(
          PATH, "found nothing, expected how records are written, for example {type: json}");
      return Optional.empty();
    }
    return json.read(node, PATH, InputFormat.class).map(InputFormatReader::forRecords);
  }

  /** A record of a stream may hold several JSON objects, or one over several lines. */
  private static InputFormat forRecords(InputFormat format) {
    return format instanceof JsonInputFormat jsonFormat
        ? jsonFormat.withLineSplittable(false)
        : format;
  }
}
