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
import io.millrace.crds.v1alpha1.PropertySupport;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.CapacityStatus;
import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.SpecSchema;
import io.millrace.operator.testing.Supervisors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each property of the schema at the edges of what the schema lets pass, under a running supervisor
 * and back again. What status says is the judge: it either accepts the value, or says what is wrong
 * with it and leaves alone what runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeValuesTest {

  private static final Duration A_WHILE = Duration.ofSeconds(3);
  private static final String LONGEST_PERIOD =
      "P9999999999W9999999999DT9999999999H9999999999M9999999999.999S";

  /** One in which an edge value left no trace, so that it does for the next value too. */
  private @Nullable LoopWorld untouched;

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
    LoopWorld world = reading();
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

    world.edit(good());
    world.run(A_WHILE);

    assertObserved(world);
    assertThat(world.statusOf("SpecAccepted")).isEqualTo("True");
    assertThat(world.cluster.status().acceptedRevision()).isEqualTo(revision);
    if (uids(world).equals(pods) && world.statusOf("Ready").equals("True")) {
      untouched = world;
    }
  }

  /** A world that reads; each is used by one value at a time, and not again after a failure. */
  private LoopWorld reading() {
    LoopWorld world = untouched;
    untouched = null;
    if (world == null) {
      world = new LoopWorld();
      world.create(good());
      world.bringToReading(2);
    }
    return world;
  }

  /** No rollover is due of itself while the values are tried. */
  private static StreamSupervisorSpec good() {
    return Supervisors.edited(EdgeValuesTest::readForLong);
  }

  private static void readForLong(ObjectNode spec) {
    spec.withObject("/ioConfig").put("taskDuration", "P1D");
  }

  @Test
  void theSchemaIsCovered() {
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

  static Stream<Edge> edges() {
    return PropertySupport.byPath().keySet().stream()
        .flatMap(path -> values(SpecSchema.of(path)).stream().map(value -> new Edge(path, value)));
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
    if (SpecSchema.isPeriod(schema)) {
      return List.of(TextNode.valueOf("PT0S"), TextNode.valueOf(LONGEST_PERIOD));
    }
    if (SpecSchema.isTime(schema)) {
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
          readForLong(spec);
          if (edge.path().startsWith("spec.reset.")) {
            spec.putObject("reset").put("nonce", 1).put("to", "Earliest");
          }
          SpecSchema.set(spec, edge.path(), edge.value());
        });
  }
}
