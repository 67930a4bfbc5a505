package io.millrace.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.ChangeNeeds;
import io.millrace.crds.v1alpha1.PropertyDefaults;
import io.millrace.crds.v1alpha1.PropertySupport;
import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.crds.v1alpha1.ResolvedTuningConfig;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.config.OperatorConfiguration.TaskSettings;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.task.TaskPod;
import io.millrace.operator.task.TaskPods;
import io.millrace.operator.testing.SpecSchema;
import io.millrace.operator.testing.Supervisors;
import io.millrace.segments.InvalidSchemaException;
import io.millrace.segments.schema.Specification;
import io.millrace.segments.schema.SpecificationReader;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.extractor.Extractors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpecPartsTest {

  private static final Set<String> NEVER_REMEMBERED =
      Set.of("suspend", "reset", "deletionPolicy", "ledger");

  /** Those that are left out, or have this value. */
  private static final Map<String, String> ONLY_VALUES =
      Map.of(
          "spec.ioConfig.type", "kafka",
          "spec.tuningConfig.type", "kafka",
          "spec.ioConfig.lagAggregator.type", "default",
          "spec.dataSchema.granularitySpec.type", "uniform");

  /** Values that are not the default, where not any text is one. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "spec.dataSchema.timestampSpec.format", "posix",
          "spec.dataSchema.granularitySpec.segmentGranularity", "HOUR",
          "spec.dataSchema.granularitySpec.queryGranularity", "MINUTE");

  /** Asked of getters where there are some, since these fill in what is absent. */
  private static final Function<Object, Tuple> TAKEN_OF_SCHEMA =
      Extractors.byName(
          "rows.timestampSpec",
          "rows.dimensionsSpec.includeAllDimensions",
          "rows.dimensionsSpec.useSchemaDiscovery",
          "rows.dimensionsSpec.forceSegmentSortByTime",
          "segmentGranularity",
          "queryGranularity",
          "rollup");

  private static final TaskPods PODS =
      new TaskPods(new TaskSettings("millrace:1", Optional.empty(), 8100, 60));

  static Set<String> properties() {
    return PropertySupport.changes().keySet();
  }

  static Set<String> defaults() {
    return PropertyDefaults.byPath().keySet();
  }

  @ParameterizedTest
  @MethodSource("properties")
  void aChangeShowsInThePartThatItsPropertyIsDeclaredToBeIn(String path) {
    List<JsonNode> values = values(path);
    SpecParts.Digests first = with(path, values.getFirst()).digests();
    SpecParts.Digests second = with(path, values.getLast()).digests();
    ChangeNeeds change = PropertySupport.changes().get(path);
    boolean isRemembered = !NEVER_REMEMBERED.contains(path.split("\\.", -1)[1]);

    assertThat(second.tasks().equals(first.tasks()))
        .as("tasks see the same")
        .isEqualTo(change != ChangeNeeds.TASKS);
    assertThat(second.loop().equals(first.loop()))
        .as("the loop reads the same")
        .isEqualTo(change != ChangeNeeds.LOOP || !isRemembered);
  }

  @ParameterizedTest
  @MethodSource("properties")
  void whatIsRememberedIsComplete(String path) {
    JsonNode value = values(path).getFirst();
    boolean isRemembered = !NEVER_REMEMBERED.contains(path.split("\\.", -1)[1]);

    assertThat(PropertyPath.of(path).in(with(path, value).whole()).isMissingNode())
        .isEqualTo(!isRemembered);
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void aDefaultThatIsWrittenOutIsKeptAndChangesNothing(String path) {
    SpecParts without = with(path, MissingNode.getInstance());
    SpecParts written = with(path, byDefault(path));

    assertThat(written.digests()).isEqualTo(without.digests());
    assertThat(PropertyPath.of(path).in(written.tasks()).asText())
        .isEqualTo(PropertyDefaults.byPath().get(path));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void tasksTakeTheDefaultWhereNothingIsWritten(String path)
      throws InvalidSchemaException, JsonProcessingException {
    Object absent = taken(path, MissingNode.getInstance());

    assertThat(taken(path, byDefault(path))).as("the default").isEqualTo(absent);
    assertThat(taken(path, other(path))).as("another value").isNotEqualTo(absent);
  }

  @Test
  void theOrderOfKeysAndTheSpellingOfNumbersChangeNothing() throws JsonProcessingException {
    SpecParts one =
        parsed(
            """
            {"type": "kafka",
             "ioConfig": {"topic": "t", "inputFormat": {"type": "csv", "columns": ["a"], "skipHeaderRows": 2},
              "consumerProperties": {"bootstrap.servers": "b:1", "max.poll.records": 5, "check.crcs": true},
              "autoScalerConfig": {"scaleInThreshold": 1000, "triggerScaleInFractionThreshold": 0.5}},
             "tuningConfig": {"maxTotalRows": 1000, "maxRowsInMemory": 5},
             "dataSchema": {"dataSource": "d", "timestampSpec": {"column": "c"}}}
            """);
    SpecParts other =
        parsed(
            """
            {"dataSchema": {"timestampSpec": {"column": "c"}, "dataSource": "d"},
             "tuningConfig": {"maxRowsInMemory": 5.0, "maxTotalRows": 1e3},
             "ioConfig": {"autoScalerConfig": {"triggerScaleInFractionThreshold": 5e-1, "scaleInThreshold": 1e3},
              "consumerProperties": {"check.crcs": "true", "max.poll.records": "5", "bootstrap.servers": "b:1"},
              "inputFormat": {"skipHeaderRows": 2, "columns": ["a"], "type": "csv"}, "topic": "t"},
             "type": "kafka"}
            """);

    assertThat(other.digests()).isEqualTo(one.digests());
  }

  @Test
  void whatIsReadFromTheApiServerIsTheSameAsWhatWasWrittenThere() throws JsonProcessingException {
    SpecParts written =
        parts(
            spec -> {
              spec.withObject("/tuningConfig").put("maxTotalRows", 1_000L);
              spec.withObject("/ioConfig/autoScalerConfig").put("scaleInThreshold", 1_000L);
            });
    SpecParts read =
        new SpecParts(
            (ObjectNode) SpecJson.parse(SpecJson.text(written.tasks())),
            (ObjectNode) SpecJson.parse(SpecJson.text(written.loop())));

    assertThat(read.digests()).isEqualTo(written.digests());
  }

  @Test
  void anEmptyFormatOfIntermediatePersistsIsNotTheSameAsNone() {
    SpecParts empty =
        parts(spec -> spec.withObject("/tuningConfig/indexSpecForIntermediatePersists"));

    assertThat(empty.digests().tasks()).isNotEqualTo(parts(spec -> {}).digests().tasks());
  }

  @Test
  void objectsWithNothingInThemThatAnybodyReadsAreTheSameAsNone() {
    SpecParts empty =
        parts(
            spec -> {
              spec.putObject("tuningConfig");
              spec.withObject("/ioConfig/autoScalerConfig");
              spec.withObject("/ioConfig/idleConfig");
              spec.withObject("/ioConfig/lagAggregator");
              spec.putObject("taskTemplate");
            });

    assertThat(empty.digests()).isEqualTo(parts(spec -> {}).digests());
  }

  @Test
  void aRevisionThatAnotherReleaseNamedAndSpeltStaysInForce() throws JsonProcessingException {
    AcceptedSpec asked = AcceptedSpec.of("events", Supervisors.goodSpec());
    ObjectNode tasks = asked.parts().tasks().deepCopy();
    tasks.withObject("/tuningConfig").put("type", "kafka").put("maxRowsInMemory", 150_000);
    ObjectNode loop = asked.parts().loop().deepCopy();
    loop.withObject("/tuningConfig").put("workerThreads", 4);
    AcceptedSpec inForce = AcceptedSpec.ofRevision("events-another", tasks, loop);

    AcceptedSpec kept = asked.underRevisionOf(inForce);

    assertThat(kept.revision()).isEqualTo("events-another");
    assertThat(kept.parts().tasks()).as("it is never changed").isEqualTo(tasks);
    assertThat(kept.digests()).as("it need not be written again").isEqualTo(inForce.digests());
  }

  @Test
  void aSpecThatTasksSeeOtherwiseIsNotUnderTheRevisionInForce() {
    AcceptedSpec inForce = AcceptedSpec.of("events", Supervisors.goodSpec());
    AcceptedSpec asked =
        AcceptedSpec.of(
            "events",
            Supervisors.edited(spec -> spec.withObject("/ioConfig").put("pollTimeout", 7)));

    assertThat(asked.underRevisionOf(inForce).revision()).isNotEqualTo(inForce.revision());
  }

  /** What tasks take from the part of the spec that the property is in. */
  private static Object taken(String path, JsonNode value)
      throws InvalidSchemaException, JsonProcessingException {
    SpecParts parts = SpecParts.of(SpecJson.tree(inBucket(path, value)));
    AcceptedSpec accepted = AcceptedSpec.ofRevision("events-1", parts.tasks(), parts.loop());
    return switch (path.split("\\.", -1)[1]) {
      case "dataSchema" -> TAKEN_OF_SCHEMA.apply(specification(parts.tasks()).dataSchema());
      case "ioConfig" -> resolved(accepted.spec());
      case "tuningConfig" ->
          List.of(resolved(accepted.spec()), specification(parts.tasks()).tuning());
      case "deepStorage" -> Objects.requireNonNull(accepted.deepStorage().s3()).usesPathStyle();
      case "taskTemplate" ->
          Serialization.asYaml(
              PODS.build(
                  new TaskPod("ns", "uid-1", new PodName("events", 1, 2, 3), 4, 2, accepted)));
      default -> throw new IllegalArgumentException("nobody knows what tasks make of " + path);
    };
  }

  private static StreamSupervisorSpec inBucket(String path, JsonNode value) {
    return Supervisors.edited(
        spec -> {
          spec.withObject("/deepStorage").put("type", "s3").putObject("s3").put("bucket", "events");
          edit(spec, path, value);
        });
  }

  private static Specification specification(ObjectNode tasks) throws InvalidSchemaException {
    return new SpecificationReader(
            tasks.path("dataSchema"), tasks.at("/ioConfig/inputFormat"), tasks.path("tuningConfig"))
        .specification();
  }

  private static List<Object> resolved(StreamSupervisorSpec spec) {
    ResolvedIoConfig io = new ResolvedIoConfig(spec.ioConfig());
    ResolvedTuningConfig tuning = new ResolvedTuningConfig(spec.tuningConfig());
    return List.of(
        io.taskDuration(),
        io.pollTimeout(),
        tuning.maxRowsPerSegment(),
        tuning.maxTotalRows(),
        tuning.intermediateHandoffPeriod());
  }

  private static SpecParts with(String path, JsonNode value) {
    return SpecParts.of(SpecJson.tree(spec(path, value)));
  }

  /** The good spec with {@code value}, or without the property where that is missing. */
  private static StreamSupervisorSpec spec(String path, JsonNode value) {
    return Supervisors.edited(spec -> edit(spec, path, value));
  }

  private static void edit(ObjectNode spec, String path, JsonNode value) {
    if (value.isMissingNode()) {
      PropertyPath.of(path).removeFrom(spec);
    } else {
      SpecSchema.set(spec, path, value);
    }
  }

  private static SpecParts parts(Consumer<ObjectNode> edit) {
    return SpecParts.of(SpecJson.tree(Supervisors.edited(edit)));
  }

  private static SpecParts parsed(String text) throws JsonProcessingException {
    return SpecParts.of(SpecJson.tree(SpecJson.spec(SpecJson.parse(text))));
  }

  private static JsonNode byDefault(String path) {
    String value = PropertyDefaults.byPath().get(path);
    return switch (SpecSchema.of(path).path("type").asText()) {
      case "boolean" -> BooleanNode.valueOf(Boolean.parseBoolean(value));
      case "integer" -> IntNode.valueOf(Integer.parseInt(value));
      default -> TextNode.valueOf(value);
    };
  }

  private static JsonNode other(String path) {
    String other = OTHERS.get(path);
    return other != null
        ? TextNode.valueOf(other)
        : values(path).stream()
            .filter(value -> !value.equals(byDefault(path)))
            .findFirst()
            .orElseThrow();
  }

  /** Two values that are none of them the default. */
  private static List<JsonNode> values(String path) {
    String only = ONLY_VALUES.get(path);
    return only == null
        ? values(SpecSchema.of(path))
        : List.of(TextNode.valueOf(only), MissingNode.getInstance());
  }

  private static List<JsonNode> values(JsonNode schema) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (schema.path("type").asText()) {
      case "boolean" -> List.of(BooleanNode.TRUE, BooleanNode.FALSE);
      case "integer" -> List.of(json.numberNode(41), json.numberNode(42));
      case "number" -> List.of(json.numberNode(0.41), json.numberNode(0.42));
      case "array" ->
          values(schema.path("items")).stream()
              .<JsonNode>map(item -> new ArrayNode(json, List.of(item)))
              .toList();
      case "object" ->
          values(schema.path("additionalProperties")).stream()
              .<JsonNode>map(content -> new ObjectNode(json, Map.of("type", content)))
              .toList();
      default -> texts(schema).stream().<JsonNode>map(json::textNode).toList();
    };
  }

  private static List<String> texts(JsonNode schema) {
    if (schema.path("enum").size() > 1) {
      return List.of(schema.at("/enum/0").asText(), schema.at("/enum/1").asText());
    }
    if (SpecSchema.isPeriod(schema)) {
      return List.of("PT41S", "PT42S");
    }
    return SpecSchema.isTime(schema)
        ? List.of("2026-01-01", "2026-01-02")
        : List.of("one", "other");
  }
}
