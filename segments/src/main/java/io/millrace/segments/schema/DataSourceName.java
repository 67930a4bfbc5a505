package io.millrace.segments.schema;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Druid's rule for names of datasources, which become folders in deep storage. */
final class DataSourceName {

  private static final int MAX_BYTES = 255;

  private DataSourceName() {}

  /** What is wrong with the name, if anything. */
  static Optional<String> problem(String name) {
    if (name.isBlank()) {
      return Optional.of("found an empty name, expected the name of the datasource");
    }
    if (name.startsWith(".")) {
      return Optional.of("found '" + name + "', expected a name that does not start with '.'");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of(
          "found a name of more than 255 bytes, which cannot become the name of a folder");
    }
    return name.codePoints()
        .filter(DataSourceName::forbidden)
        .boxed()
        .findFirst()
        .map(
            c ->
                "found U+%04X in the name, expected no '/', no control character, no whitespace but the space"
                    .formatted(c));
  }

  private static boolean forbidden(int codePoint) {
    boolean otherSpace =
        codePoint != ' ' && (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint));
    return codePoint == '/'
        || otherSpace
        || Character.isISOControl(codePoint)
        || loneSurrogate(codePoint);
  }

  private static boolean loneSurrogate(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }
}
