package io.millrace.operator.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.PropertySupport;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.CapacityStatus;
import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each property of the schema at the edges of what the schema lets pass, under a running supervisor
 * and back again. What status says is the judge: it either accepts the value, or says what is wrong
 * with it and leaves alone what runs.
 */
class EdgeValuesTest {

  private static final String CRD = "/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml";
  private static final Duration A_WHILE = Duration.ofSeconds(3);
  private static final String LONGEST_PERIOD =
      "P9999999999W9999999999DT9999999999H9999999999M9999999999.999S";

  /** A property, and a value for it. */
  record Edge(String path, JsonNode value) {

    @Override
    public String toString() {
      String text = value.toString();
      return path + " = " + (text.length() > 40 ? text.substring(0, 40) + "…" : text);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edges")
  void case35_statusAcceptsAnEdgeValueOrNamesItAndAllIsAsBeforeOnceItIsGone(Edge edge) {
    LoopWorld world = new LoopWorld();
    world.create(Supervisors.edited(spec -> {}));
    world.bringToReading(2);
    String revision = String.valueOf(world.cluster.status().acceptedRevision());
    List<String> pods = uids(world);

    world.edit(with(edge));
    world.run(A_WHILE);

    assertObserved(world);
    if (world.statusOf("SpecAccepted").equals("False")) {
      assertThat(world.condition("SpecAccepted").orElseThrow().getMessage())
          .contains(section(edge.path()));
      assertThat(world.statusOf("Stalled")).isEqualTo("True");
      assertThat(world.cluster.status().acceptedRevision()).isEqualTo(revision);
      assertThat(uids(world)).isEqualTo(pods);
    } else {
      assertThat(world.statusOf("SpecAccepted")).isEqualTo("True");
      CapacityStatus capacity = requireNonNull(world.cluster.status().capacity());
      assertThat(capacity.pods()).isPositive();
      assertThat(capacity.workers()).isPositive();
    }

    world.edit(Supervisors.goodSpec());
    world.run(A_WHILE);

    assertObserved(world);
    assertThat(world.statusOf("SpecAccepted")).isEqualTo("True");
    assertThat(world.cluster.status().acceptedRevision()).isEqualTo(revision);
  }

  @Test
  void theSchemaIsCovered() throws IOException {
    assertThat(edges().map(Edge::path).distinct()).hasSizeGreaterThan(100);
  }

  private static void assertObserved(LoopWorld world) {
    assertThat(world.cluster.status().observedGeneration())
        .isEqualTo(world.cluster.resource().generation());
    assertThat(world.cluster.status().recentErrors())
        .extracting(RecentError::reason)
        .doesNotContain("RunFailed");
  }

  private static List<String> uids(LoopWorld world) {
    return world.cluster.pods().values().stream().map(PodFacts::uid).toList();
  }

  /** The part of the spec that a problem is told of. */
  private static String section(String path) {
    String[] parts = path.split("\\.", -1);
    return parts[0] + "." + parts[1];
  }

  static Stream<Edge> edges() throws IOException {
    JsonNode schema = schema();
    List<Edge> edges = new ArrayList<>();
    for (String path : PropertySupport.byPath().keySet()) {
      for (JsonNode value : values(at(schema, path))) {
        edges.add(new Edge(path, value));
      }
    }
    return edges.stream();
  }

  private static JsonNode schema() throws IOException {
    try (InputStream yaml = StreamSupervisor.class.getResourceAsStream(CRD)) {
      return Serialization.unmarshal(yaml, ObjectNode.class)
          .at("/spec/versions/0/schema/openAPIV3Schema");
    }
  }

  private static JsonNode at(JsonNode schema, String path) {
    JsonNode found = schema;
    for (String name : path.split("\\.", -1)) {
      found = found.path("properties").path(name);
    }
    return found;
  }

  private static List<JsonNode> values(JsonNode schema) {
    return switch (schema.path("type").asText()) {
      case "boolean" -> List.of(BooleanNode.TRUE, BooleanNode.FALSE);
      case "integer" ->
          List.of(
              LongNode.valueOf(schema.path("minimum").asLong()),
              LongNode.valueOf(schema.path("maximum").asLong()));
      case "number" ->
          List.of(
              DoubleNode.valueOf(schema.path("minimum").asDouble()),
              DoubleNode.valueOf(schema.path("maximum").asDouble()));
      case "string" -> texts(schema);
      case "array" -> List.of(JsonNodeFactory.instance.arrayNode());
      case "object" -> List.of(JsonNodeFactory.instance.objectNode());
      default -> List.of();
    };
  }

  private static List<JsonNode> texts(JsonNode schema) {
    if (schema.has("enum")) {
      List<JsonNode> all = new ArrayList<>();
      schema.path("enum").forEach(all::add);
      return all;
    }
    String rules = schema.path("x-kubernetes-validations").toString();
    if (rules.contains("[0-9]{1,10}W")) {
      return List.of(TextNode.valueOf("PT0S"), TextNode.valueOf(LONGEST_PERIOD));
    }
    if (rules.contains("[0-9]{4}-")) {
      return List.of(
          TextNode.valueOf("0000-01-01"), TextNode.valueOf("9999-12-31T23:59:59.999999999-18:00"));
    }
    return List.of(
        TextNode.valueOf(""), TextNode.valueOf("x".repeat(schema.path("maxLength").asInt(1_000))));
  }

  /** With what the schema requires beside it. */
  private static StreamSupervisorSpec with(Edge edge) {
    return Supervisors.edited(
        spec -> {
          if (edge.path().startsWith("spec.reset.")) {
            spec.putObject("reset").put("nonce", 1).put("to", "Earliest");
          }
          String[] names = edge.path().split("\\.", -1);
          ObjectNode parent = spec;
          for (int i = 1; i < names.length - 1; i++) {
            parent = parent.withObject("/" + names[i]);
          }
          parent.set(names[names.length - 1], edge.value());
        });
  }
}
