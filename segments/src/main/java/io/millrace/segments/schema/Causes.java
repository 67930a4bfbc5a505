package io.millrace.segments.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the words that tell what was wrong in an exception of a library. */
final class Causes {

  private static final Pattern NO_ENUM_CONSTANT =
      Pattern.compile("No enum constant (.+)\\.([^.]+)");

  private Causes() {}

  /** The message of the innermost cause that has one, on one line. */
  static String message(Throwable thrown) {
    String message = thrown.getClass().getSimpleName();
    Throwable current = thrown;
    while (current != null) {
      String own = own(current);
      if (own != null && !own.isBlank()) {
        message = own;
      }
      current = current.getCause();
    }
    return enumeration(message.lines().findFirst().orElse(message));
  }

  /**
   * Names the values when the message says that an enumeration lacks one, for it names the Java
   * class instead.
   */
  private static String enumeration(String message) {
    Matcher matcher = NO_ENUM_CONSTANT.matcher(message);
    if (!matcher.matches()) {
      return message;
    }
    try {
      Object[] values = Class.forName(matcher.group(1)).getEnumConstants();
      String known =
          Arrays.stream(values)
              .map(value -> ((Enum<?>) value).name())
              .collect(Collectors.joining(", "));
      return "found '%s', expected one of: %s".formatted(matcher.group(2), known);
    } catch (ClassNotFoundException e) {
      return "found '%s', which is not among the known values".formatted(matcher.group(2));
    }
  }

  /**
   * Without the place in the source, which Jackson adds and which means nothing to whoever wrote
   * YAML.
   */
  private static @Nullable String own(Throwable thrown) {
    return thrown instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : thrown.getMessage();
  }
}
