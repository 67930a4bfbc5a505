package io.millrace.segments.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a problem of each property that Druid's classes would ignore. A property that Druid itself
 * writes into a specification is let pass, although not all of them are read again.
 */
final class UnknownProperties extends DeserializationProblemHandler {

  private final ObjectMapper mapper;
  private final JsonNode root;
  private final String rootPath;
  private final Problems problems;

  UnknownProperties(ObjectMapper mapper, JsonNode root, String rootPath, Problems problems) {
    this.mapper = mapper;
    this.root = root;
    this.rootPath = rootPath;
    this.problems = problems;
  }

  @Override
  public boolean handleUnknownProperty(
      DeserializationContext context,
      JsonParser parser,
      JsonDeserializer<?> deserializer,
      Object beanOrClass,
      String name)
      throws IOException {
    Set<String> known = known(beanOrClass, deserializer.getKnownPropertyNames());
    if (!known.contains(name)) {
      problems.add(
          find(root, rootPath, name).orElse(rootPath + "." + name),
          "unknown property, " + hint(name, known));
    }
    parser.skipChildren();
    return true;
  }

  private static String hint(String name, Set<String> known) {
    return known.isEmpty() ? "nothing is expected here" : NearestName.hint(name, known);
  }

  private Set<String> known(Object beanOrClass, @Nullable Collection<Object> read) {
    Set<String> names = new TreeSet<>();
    if (read != null) {
      read.forEach(name -> names.add(name.toString()));
    }
    Class<?> type = beanOrClass instanceof Class<?> c ? c : beanOrClass.getClass();
    BeanDescription written =
        mapper.getSerializationConfig().introspect(mapper.constructType(type));
    for (BeanPropertyDefinition property : written.findProperties()) {
      if (property.getGetter() != null) {
        names.add(property.getName());
      }
    }
    names.remove("");
    return names;
  }

  /**
   * Where the property is: Jackson no longer knows once it has buffered the object to find its
   * type.
   */
  private static Optional<String> find(JsonNode node, String path, String name) {
    if (node.has(name)) {
      return Optional.of(path + "." + name);
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        Optional<String> found = find(node.get(i), path + "[" + i + "]", name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Optional<String> found = find(field.getValue(), path + "." + field.getKey(), name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
