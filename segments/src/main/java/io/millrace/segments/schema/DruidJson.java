package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.millrace.segments.library.DruidLibrary;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads parts of a specification as Druid's own types, and puts into plain words what Druid
 * refuses.
 */
final class DruidJson {

  private final ObjectMapper mapper = DruidLibrary.instance().mapper();
  private final KnownTypes knownTypes = new KnownTypes(mapper);
  private final Problems problems;

  DruidJson(Problems problems) {
    this.problems = problems;
  }

  /**
   * The value, absent when it could not be read; then the reason is among the problems. Unknown
   * properties are problems too.
   */
  <T> Optional<T> read(JsonNode node, String path, Class<T> type) {
    UnknownProperties unknown = new UnknownProperties(mapper, node, path, problems);
    try {
      T value = mapper.readerFor(type).withHandler(unknown).readValue(node);
      if (value == null) {
        problems.add(path, "found null, expected an object");
      }
      return Optional.ofNullable(value);
    } catch (IOException e) {
      problems.add(path + pathIn(e), describe(e));
      return Optional.empty();
    }
  }

  /**
   * Whether the object names a type that there is; Druid's classes take some unknown ones for the
   * default.
   */
  boolean typeIsKnown(JsonNode node, String path, Class<?> base) {
    Optional<String> problem = knownTypes.unknown(node, base);
    problem.ifPresent(message -> problems.add(path + ".type", message));
    return problem.isEmpty();
  }

  private static String pathIn(IOException e) {
    StringBuilder path = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        if (step.getFieldName() == null) {
          path.append('[').append(step.getIndex()).append(']');
        } else {
          path.append('.').append(step.getFieldName());
        }
      }
    }
    return path.toString();
  }

  private String describe(IOException e) {
    return switch (e) {
      case InvalidTypeIdException type -> knownTypes.describe(type);
      case InvalidFormatException format ->
          "found '%s', expected a value of type %s".formatted(format.getValue(), typeName(format));
      case MismatchedInputException mismatch -> firstLine(mismatch.getOriginalMessage());
      default -> Causes.message(e);
    };
  }

  private static String typeName(InvalidFormatException e) {
    Class<?> type = e.getTargetType();
    return type == null ? "another kind" : type.getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
