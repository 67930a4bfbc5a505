package io.millrace.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.autoscale.AutoscalerSettings;
import io.millrace.operator.autoscale.LagAggregate;
import io.millrace.operator.autoscale.LagBasedStrategy;
import io.millrace.operator.autoscale.LagWindow;
import io.millrace.operator.config.DeepStorageDefaults;
import io.millrace.operator.decide.Settings;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Failure case 35 for values beyond what can be meant, beside what is right and wrong in a spec.
 */
class SpecCheckTest {

  private final SpecCheck check = new SpecCheck(LoopWorld.CLAIM);

  @Test
  void aGoodSpecIsAcceptedWithTheDeepStorageOfTheOperator() {
    AcceptedSpec spec = accepted(Supervisors.goodSpec());

    assertThat(spec.revision()).matches("events-[0-9a-f]{10}");
    assertThat(spec.deepStorage()).isEqualTo(LoopWorld.CLAIM.fallback());
    assertThat(spec.parts().tasks().at("/deepStorage/local/claimName").asText()).isEqualTo("claim");
  }

  @Test
  void settingsHaveDruidsDefaultsInThePlaceOfWhatIsLeftOut() {
    Settings settings = accepted(Supervisors.goodSpec()).settings();

    assertThat(settings)
        .isEqualTo(
            new Settings(
                "events", 2, 1, Duration.ofSeconds(20), null, true, false, null, null, null));
  }

  @Test
  void autoscalerHasDruidsDefaultsInThePlaceOfWhatIsLeftOut() {
    Settings settings =
        accepted(
                Supervisors.edited(
                    spec -> scaler(spec).put("taskCountMin", 1).put("taskCountMax", 8)))
            .settings();

    assertThat(settings.autoscaler())
        .isEqualTo(
            new AutoscalerSettings(
                1,
                8,
                2,
                null,
                Duration.ofMinutes(10),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                new LagWindow(Duration.ofSeconds(30), Duration.ofMinutes(10), LagAggregate.SUM),
                new LagBasedStrategy(6_000_000, 0.3, 2, 1_000_000, 0.9, 1)));
    assertThat(settings.stopTaskCount()).isNull();
  }

  @Test
  void everyPropertyOfTheAutoscalerIsTakenOver() {
    AutoscalerSettings autoscaler =
        accepted(
                Supervisors.edited(
                    spec -> {
                      io(spec).put("stopTaskCount", 1);
                      tuning(spec).put("offsetFetchPeriod", "PT5S");
                      scaler(spec)
                          .put("taskCountMin", 2)
                          .put("taskCountMax", 6)
                          .put("taskCountStart", 3)
                          .put("stopTaskCountRatio", 0.5)
                          .put("minTriggerScaleActionFrequencyMillis", 1_000)
                          .put("scaleActionStartDelayMillis", 2_000)
                          .put("scaleActionPeriodMillis", 3_000)
                          .put("lagCollectionIntervalMillis", 6_000)
                          .put("lagCollectionRangeMillis", 60_000)
                          .put("lagAggregate", "MAX")
                          .put("scaleOutThreshold", 7)
                          .put("triggerScaleOutFractionThreshold", 0.4)
                          .put("scaleOutStep", 3)
                          .put("scaleInThreshold", 5)
                          .put("triggerScaleInFractionThreshold", 0.8)
                          .put("scaleInStep", 2);
                    }))
            .settings()
            .autoscaler();

    assertThat(autoscaler)
        .isEqualTo(
            new AutoscalerSettings(
                2,
                6,
                3,
                0.5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                new LagWindow(Duration.ofSeconds(6), Duration.ofMinutes(1), LagAggregate.MAX),
                new LagBasedStrategy(7, 0.4, 3, 5, 0.8, 2)));
  }

  @Test
  void anotherStrategyThanLagBasedIsNoAutoscaler() {
    AcceptedSpec spec =
        accepted(
            Supervisors.edited(
                all ->
                    scaler(all)
                        .put("autoScalerStrategy", "costBased")
                        .put("taskCountMin", 1)
                        .put("taskCountMax", 8)));

    assertThat(spec.settings().autoscaler()).isNull();
    assertThat(spec.settings().taskCount()).isEqualTo(2);
    assertThat(spec.notYetSupported())
        .containsExactly("spec.ioConfig.autoScalerConfig.autoScalerStrategy");
  }

  @Test
  void messageTimeBoundsComeFromTheSpec() {
    Settings settings =
        accepted(
                Supervisors.edited(
                    spec ->
                        io(spec)
                            .put("lateMessageRejectionStartDateTime", "2026-01-31")
                            .put("earlyMessageRejectionPeriod", "P1D")))
            .settings();

    assertThat(settings.lateMessageRejectionStart())
        .isEqualTo(Instant.parse("2026-01-31T00:00:00Z"));
    assertThat(settings.earlyMessageRejectionPeriod()).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSpecs")
  void aBadSpecIsRefusedByPath(String path, String expected, Consumer<ObjectNode> edit) {
    SpecVerdict verdict = check.check(Supervisors.KEY, Supervisors.edited(edit), null, null);

    assertThat(verdict).isInstanceOf(SpecVerdict.Bad.class);
    assertThat(((SpecVerdict.Bad) verdict).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).contains(expected);
            });
  }

  static Stream<Arguments> badSpecs() {
    return Stream.of(
        bad(
            "spec.ioConfig.useEarliestOfset",
            "useEarliestOffset",
            spec -> io(spec).put("useEarliestOfset", true)),
        bad(
            "spec.tuningConfig.maxRowsInMemry",
            "maxRowsInMemory",
            spec -> tuning(spec).put("maxRowsInMemry", 1)),
        bad(
            "spec.dataSchema.dimensionSpec",
            "dimensionsSpec",
            spec -> spec.withObject("/dataSchema").put("dimensionSpec", 1)),
        bad("spec.type", "kinesis", spec -> spec.put("type", "kinesis")),
        bad("spec.ioConfig.type", "expected 'kafka'", spec -> io(spec).put("type", "kinesis")),
        bad(
            "spec.tuningConfig.type",
            "expected 'kafka'",
            spec -> tuning(spec).put("type", "kinesis")),
        bad("spec.ioConfig.topic", "absent", spec -> io(spec).remove("topic")),
        bad("spec.ioConfig.topicPattern", "only one", spec -> io(spec).put("topicPattern", "a.*")),
        bad(
            "spec.ioConfig.topicPattern",
            "found 'a('; expected a regular expression",
            spec -> io(spec).put("topicPattern", "a(").remove("topic")),
        bad(
            "spec.ioConfig.consumerProperties",
            "bootstrap.servers",
            spec -> io(spec).putObject("consumerProperties")),
        bad(
            "spec.ioConfig.consumerProperties.ssl.key.password",
            "secretKeyRef",
            spec -> io(spec).withObject("/consumerProperties").putArray("ssl.key.password")),
        bad("spec.ioConfig.taskCount", "at least 1", spec -> io(spec).put("taskCount", 0)),
        bad(
            "spec.ioConfig.autoScalerConfig.taskCountMax",
            "absent",
            spec -> scaler(spec).put("taskCountMin", 2)),
        bad(
            "spec.ioConfig.autoScalerConfig.taskCountMin",
            "found 3; expected at most taskCountMax, which is 2",
            spec -> scaler(spec).put("taskCountMin", 3).put("taskCountMax", 2)),
        bad(
            "spec.ioConfig.autoScalerConfig.taskCountStart",
            "found 5; expected a number from taskCountMin to taskCountMax, 1 to 4",
            spec ->
                scaler(spec)
                    .put("taskCountMin", 1)
                    .put("taskCountMax", 4)
                    .put("taskCountStart", 5)),
        bad(
            "spec.ioConfig.autoScalerConfig.triggerScaleOutFractionThreshold",
            "found 30.0; expected a number from 0 to 1",
            spec -> scaler(spec).put("triggerScaleOutFractionThreshold", 30)),
        bad(
            "spec.ioConfig.autoScalerConfig.stopTaskCountRatio",
            "more than 0",
            spec -> scaler(spec).put("stopTaskCountRatio", 0)),
        bad(
            "spec.ioConfig.autoScalerConfig.scaleOutStep",
            "at least 1",
            spec -> scaler(spec).put("scaleOutStep", 0)),
        bad("spec.ioConfig.replicas", "at least 1", spec -> io(spec).put("replicas", 0)),
        bad("spec.ioConfig.replicas", "at most 1000", spec -> io(spec).put("replicas", 1_001)),
        bad(
            "spec.ioConfig.serverPriorityToReplicas",
            "found 4294967294; expected at most 1000",
            spec ->
                io(spec)
                    .putObject("serverPriorityToReplicas")
                    .put("0", Integer.MAX_VALUE)
                    .put("1", Integer.MAX_VALUE)),
        bad("spec.ioConfig.stopTaskCount", "at least 1", spec -> io(spec).put("stopTaskCount", 0)),
        bad("spec.ioConfig.taskDuration", "P1M", spec -> io(spec).put("taskDuration", "P1M")),
        bad(
            "spec.ioConfig.taskDuration",
            "at least PT1S",
            spec -> io(spec).put("taskDuration", "PT0S")),
        bad(
            "spec.reset.timestamp",
            "found 'yesterday'; expected a time",
            spec -> reset(spec).put("to", "Timestamp").put("timestamp", "yesterday")),
        bad("spec.reset.timestamp", "is needed", spec -> reset(spec).put("to", "Timestamp")),
        bad("spec.reset.positions", "are needed", spec -> reset(spec).put("to", "Position")),
        bad(
            "spec.reset.positions.0",
            "found '-1'; expected an offset",
            spec -> reset(spec).put("to", "Position").putObject("positions").put("0", "-1")),
        bad(
            "spec.reset.positions",
            "found a position of ''",
            spec -> reset(spec).put("to", "Position").putObject("positions").put("", "1")),
        bad(
            "spec.reset.positions",
            "found [1, 2], which partitions leaves out",
            spec -> {
              ObjectNode reset = reset(spec).put("to", "Position");
              reset.putArray("partitions").add("0");
              reset.putObject("positions").put("0", "1").put("1", "1").put("2", "1");
            }),
        bad(
            "spec.reset.partitions",
            "found ''",
            spec -> reset(spec).put("to", "Earliest").putArray("partitions").add("0").add("")),
        bad(
            "spec.tuningConfig.offsetFetchPeriod",
            "30s",
            spec -> tuning(spec).put("offsetFetchPeriod", "30s")),
        bad(
            "spec.ioConfig.lateMessageRejectionPeriod",
            "only one",
            spec ->
                io(spec)
                    .put("lateMessageRejectionPeriod", "PT1H")
                    .put("lateMessageRejectionStartDateTime", "2026-01-01")),
        bad(
            "spec.ioConfig.lateMessageRejectionStartDateTime",
            "yesterday",
            spec -> io(spec).put("lateMessageRejectionStartDateTime", "yesterday")),
        bad(
            "spec.ioConfig.boundedStreamConfig",
            "remove",
            spec -> io(spec).putObject("boundedStreamConfig")),
        bad(
            "spec.ioConfig.inputFormat.type",
            "thrift",
            spec -> io(spec).putObject("inputFormat").put("type", "thrift")),
        bad(
            "spec.deepStorage.local.claimName",
            "'claim', which the operator has mounted",
            spec -> storage(spec, "local").putObject("local").put("claimName", "other")),
        bad("spec.deepStorage.local", "absent", spec -> storage(spec, "local")),
        bad("spec.deepStorage.s3", "absent", spec -> storage(spec, "s3")),
        bad(
            "spec.deepStorage.local.path",
            "inside the volume",
            spec ->
                storage(spec, "local")
                    .putObject("local")
                    .put("claimName", "claim")
                    .put("path", "a/../../b")),
        bad(
            "spec.taskTemplate.volumes",
            "token",
            spec ->
                spec.putObject("taskTemplate")
                    .putArray("volumes")
                    .addObject()
                    .put("name", "token")),
        bad(
            "spec.taskTemplate.env",
            "MILLRACE_PORT",
            spec ->
                spec.putObject("taskTemplate")
                    .putArray("env")
                    .addObject()
                    .put("name", "MILLRACE_PORT")
                    .put("value", "1")));
  }

  @Test
  void allProblemsAreToldTogether() {
    SpecVerdict verdict =
        check.check(
            Supervisors.KEY,
            Supervisors.edited(
                spec -> io(spec).put("taskCount", 0).put("nonsense", 1).remove("topic")),
            null,
            null);

    assertThat(((SpecVerdict.Bad) verdict).message()).contains("taskCount", "nonsense", "topic");
  }

  @Test
  void withoutAnyDeepStorageASpecIsRefused() {
    SpecVerdict verdict =
        new SpecCheck(DeepStorageDefaults.NONE)
            .check(Supervisors.KEY, Supervisors.goodSpec(), null, null);

    assertThat(((SpecVerdict.Bad) verdict).problems())
        .extracting(SpecProblem::path)
        .containsExactly("spec.deepStorage");
  }

  @Test
  void aNameThatIsTooLongForPodsIsRefused() {
    SpecVerdict verdict =
        check.check(new SupervisorKey("ns", "x".repeat(41)), Supervisors.goodSpec(), null, null);

    assertThat(((SpecVerdict.Bad) verdict).problems())
        .extracting(SpecProblem::path)
        .containsExactly("metadata.name");
  }

  @Test
  void whatPositionsHangOnCannotChange() {
    AcceptedSpec inForce = accepted(Supervisors.goodSpec());
    StreamSupervisorSpec other =
        Supervisors.edited(
            spec -> {
              io(spec).put("topic", "others");
              spec.withObject("/dataSchema").put("dataSource", "others");
            });

    SpecVerdict verdict = check.check(Supervisors.KEY, other, inForce.deepStorage(), inForce);

    assertThat(((SpecVerdict.Bad) verdict).problems())
        .extracting(SpecProblem::path)
        .containsExactly("spec.ioConfig.topic", "spec.dataSchema.dataSource");
    assertThat(((SpecVerdict.Bad) verdict).message()).contains("found 'others'; expected 'events'");
  }

  @Test
  void aPatternInPlaceOfTheTopicIsAnotherStreamAndSoIsAnotherPattern() {
    AcceptedSpec oneTopic = accepted(Supervisors.goodSpec());
    AcceptedSpec pattern = accepted(Supervisors.edited(spec -> pattern(spec, "events")));

    assertThat(refused(oneTopic, pattern.spec()))
        .containsExactly("spec.ioConfig.topic", "spec.ioConfig.topicPattern");
    assertThat(refused(pattern, oneTopic.spec()))
        .containsExactly("spec.ioConfig.topic", "spec.ioConfig.topicPattern");
    assertThat(refused(pattern, Supervisors.edited(spec -> pattern(spec, "events|others"))))
        .containsExactly("spec.ioConfig.topicPattern");
    assertThat(check.check(Supervisors.KEY, pattern.spec(), pattern.deepStorage(), pattern))
        .isInstanceOf(SpecVerdict.Good.class);
  }

  private List<String> refused(AcceptedSpec inForce, StreamSupervisorSpec asked) {
    SpecVerdict verdict = check.check(Supervisors.KEY, asked, inForce.deepStorage(), inForce);
    return ((SpecVerdict.Bad) verdict).problems().stream().map(SpecProblem::path).toList();
  }

  private static void pattern(ObjectNode spec, String pattern) {
    io(spec).put("topicPattern", pattern).remove("topic");
  }

  @ParameterizedTest
  @CsvSource({"PT1H,PT30S,PT30S", "PT10S,PT30S,PT10S", "PT1H,PT1S,PT5S"})
  void theStreamIsLookedAtEveryPeriodHoweverSeldomLagIsWanted(
      String offsetFetchPeriod, String period, Duration expected) {
    AcceptedSpec spec =
        accepted(
            Supervisors.edited(
                given -> {
                  tuning(given).put("offsetFetchPeriod", offsetFetchPeriod);
                  io(given).put("period", period);
                }));

    assertThat(spec.streamTarget().period()).isEqualTo(expected);
  }

  @Test
  void onlyWhatTasksSeeMakesAnotherRevision() {
    String revision = accepted(Supervisors.goodSpec()).revision();

    assertThat(accepted(Supervisors.edited(spec -> spec.put("suspend", true))).revision())
        .isEqualTo(revision);
    assertThat(accepted(Supervisors.edited(spec -> io(spec).put("taskCount", 3))).revision())
        .isEqualTo(revision);
    assertThat(
            accepted(Supervisors.edited(spec -> tuning(spec).put("offsetFetchPeriod", "PT1M")))
                .revision())
        .as("an empty tuningConfig is none")
        .isEqualTo(revision);
    assertThat(
            accepted(Supervisors.edited(spec -> tuning(spec).put("maxRowsInMemory", 5))).revision())
        .isNotEqualTo(revision);
    assertThat(
            accepted(Supervisors.edited(spec -> io(spec).put("taskDuration", "PT1M"))).revision())
        .isNotEqualTo(revision);
  }

  @Test
  void aRevisionHoldsTheWholeSpecButForWhatIsAlwaysTakenFromTheResource() throws Exception {
    AcceptedSpec spec =
        accepted(
            Supervisors.edited(
                tree -> tree.put("suspend", true).withObject("/ioConfig").put("replicas", 2)));

    AcceptedSpec read =
        AcceptedSpec.ofRevision(spec.revision(), spec.parts().tasks(), spec.parts().loop());

    assertThat(read.settings()).isEqualTo(spec.settings());
    assertThat(read.spec().ioConfig()).isEqualTo(spec.spec().ioConfig());
    assertThat(read.spec().suspend()).isNull();
    assertThat(read.settings().replicas()).isEqualTo(2);
  }

  private AcceptedSpec accepted(StreamSupervisorSpec spec) {
    SpecVerdict verdict = check.check(Supervisors.KEY, spec, null, null);
    assertThat(verdict).isInstanceOf(SpecVerdict.Good.class);
    return ((SpecVerdict.Good) verdict).spec();
  }

  private static Arguments bad(String path, String expected, Consumer<ObjectNode> edit) {
    return arguments(path, expected, edit);
  }

  private static ObjectNode io(ObjectNode spec) {
    return spec.withObject("/ioConfig");
  }

  private static ObjectNode scaler(ObjectNode spec) {
    return io(spec).withObject("/autoScalerConfig").put("enableTaskAutoScaler", true);
  }

  private static ObjectNode reset(ObjectNode spec) {
    return spec.putObject("reset").put("nonce", 1);
  }

  private static ObjectNode tuning(ObjectNode spec) {
    return spec.withObject("/tuningConfig");
  }

  private static ObjectNode storage(ObjectNode spec, String type) {
    return spec.putObject("deepStorage").put("type", type);
  }
}
