package io.millrace.segments.schema;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.apache.druid.data.input.InputFormat;
import org.apache.druid.data.input.impl.DimensionSchema;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.query.filter.DimFilter;

/** Names the values of a {@code type} property that can be used here. */
final class KnownTypes {

  private final ObjectMapper mapper;

  KnownTypes(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  String describe(InvalidTypeIdException e) {
    Collection<String> known = of(e.getBaseType());
    String id = e.getTypeId();
    if (id == null) {
      return "found no 'type', expected one of: " + String.join(", ", known);
    }
    return "unknown %s type '%s', %s"
        .formatted(noun(e.getBaseType()), id, NearestName.hint(id, known));
  }

  /**
   * What is wrong with the type of an object that falls back to a default in silence when its type
   * is unknown.
   */
  Optional<String> unknown(JsonNode node, Class<?> base) {
    JavaType type = mapper.constructType(base);
    String id = Nodes.get(node, "type").asText("");
    return id.isEmpty() || of(type).contains(id)
        ? Optional.empty()
        : Optional.of(
            "unknown %s type '%s', %s".formatted(noun(type), id, NearestName.hint(id, of(type))));
  }

  private Collection<String> of(JavaType base) {
    DeserializationConfig config = mapper.getDeserializationConfig();
    AnnotatedClass annotated = AnnotatedClassResolver.resolve(config, base, config);
    return mapper.getSubtypeResolver().collectAndResolveSubtypesByTypeId(config, annotated).stream()
        .map(NamedType::getName)
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }

  private static String noun(JavaType base) {
    Class<?> type = base.getRawClass();
    if (AggregatorFactory.class.isAssignableFrom(type)) {
      return "aggregator";
    }
    if (InputFormat.class.isAssignableFrom(type)) {
      return "input format";
    }
    if (DimensionSchema.class.isAssignableFrom(type)) {
      return "dimension";
    }
    return DimFilter.class.isAssignableFrom(type) ? "filter" : type.getSimpleName();
  }
}
