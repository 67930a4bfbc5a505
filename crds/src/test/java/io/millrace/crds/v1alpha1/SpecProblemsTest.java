package io.millrace.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecProblemsTest {

  @Test
  void completeSpecHasNoProblem() {
    assertThat(SpecProblems.find(Specs.kafka(""))).isEmpty();
  }

  @Test
  void valuesThatMeanNothingAreNamed() {
    assertThat(SpecProblems.find(Specs.onlyIo("inputFormat: {type: json}, topicPattern: 'a('")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .startsWith("spec.ioConfig.topicPattern: found 'a('"));
    assertThat(SpecProblems.find(Specs.io("lateMessageRejectionStartDateTime: '2026-13-45'")))
        .extracting(SpecProblem::path)
        .containsExactly("spec.ioConfig.lateMessageRejectionStartDateTime");
  }

  @ParameterizedTest
  @CsvSource({
    "useEarlistOffset, useEarliestOffset",
    "taskcount, taskCount",
    "completionTimeOut, completionTimeout",
    "useEarliestSequenceNumbers, useEarliestSequenceNumber"
  })
  void misspeltPropertyIsNamedWithTheNearestOne(String misspelt, String meant) {
    assertThat(UnknownProperties.find(Specs.io(misspelt + ": 1")))
        .containsExactly(
            new SpecProblem(
                "spec.ioConfig." + misspelt,
                "ioConfig has no such property; did you mean " + meant + "?"));
  }

  @Test
  void propertyLikeNoOtherIsNamedAlone() {
    assertThat(UnknownProperties.find(Specs.tuning("zzzzzzzz: 1")))
        .containsExactly(
            new SpecProblem("spec.tuningConfig.zzzzzzzz", "tuningConfig has no such property"));
  }

  @Test
  void unknownPropertyIsFoundInsideOfObjects() {
    assertThat(UnknownProperties.find(Specs.schema("granularitySpec: {rolup: true}")))
        .extracting(SpecProblem::path)
        .containsExactly("spec.dataSchema.granularitySpec.rolup");
  }

  @ParameterizedTest
  @ValueSource(strings = {"headerBasedFilterConfig: {filter: {}}", "boundedStreamConfig: {a: 1}"})
  void whatWouldChangeTheRowsIsRefused(String property) {
    assertThat(Refused.find(Specs.io(property)))
        .extracting(SpecProblem::path)
        .containsExactly("spec.ioConfig." + property.substring(0, property.indexOf(':')));
  }

  @Test
  void partitionsSpecAndParserAreRefused() {
    assertThat(Refused.find(Specs.tuning("streamingPartitionsSpec: {type: a}")))
        .extracting(SpecProblem::path)
        .containsExactly("spec.tuningConfig.streamingPartitionsSpec");
    assertThat(Refused.find(Specs.schema("parser: {type: string}")))
        .extracting(SpecProblem::path)
        .containsExactly("spec.dataSchema.parser");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "csv", "tsv", "regex", "lines"})
  void inputFormatOfThisReleaseIsAccepted(String type) {
    assertThat(Refused.find(Specs.onlyIo("topic: a, inputFormat: {type: " + type + "}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "kinesis", "avro_stream", "protobuf"})
  void inputFormatOfALaterReleaseIsRefused(String type) {
    assertThat(Refused.find(Specs.onlyIo("topic: a, inputFormat: {type: " + type + "}")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .startsWith("spec.ioConfig.inputFormat.type: found " + type));
  }

  @Test
  void consumerPropertyThatIsNoValueIsRefusedWithoutBeingQuoted() {
    assertThat(
            Refused.find(
                Specs.onlyIo("inputFormat: {type: json}, consumerProperties: {a: [secret]}")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("spec.ioConfig.consumerProperties.a");
              assertThat(problem.message())
                  .contains("found array", "secretKeyRef")
                  .doesNotContain("secret]");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 2                | spec.ioConfig.replicas
          idleConfig: {}             | spec.ioConfig.idleConfig
          autoScalerConfig: {}       | spec.ioConfig.autoScalerConfig
          emitTimeLagMetrics: true   | spec.ioConfig.emitTimeLagMetrics
          configOverrides: {a: b}    | spec.ioConfig.configOverrides
          """)
  void propertyWithoutEffectIsListed(String property, String path) {
    assertThat(NotYetSupported.find(Specs.io(property))).containsExactly(path);
  }

  @Test
  void resetTuningAndContextWithoutEffectAreListed() {
    assertThat(NotYetSupported.find(Specs.kafka("reset: {nonce: 1, to: Earliest}")))
        .containsExactly("spec.reset");
    assertThat(NotYetSupported.find(Specs.kafka("context: {priority: 1}")))
        .containsExactly("spec.context");
    assertThat(
            NotYetSupported.find(
                Specs.tuning("workerThreads: 2, chatThreads: 3, maxRowsInMemory: 5")))
        .containsExactly("spec.tuningConfig.workerThreads", "spec.tuningConfig.chatThreads");
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicas: 1", "emitTimeLagMetrics: false", "taskCount: 3"})
  void propertyThatIsActedOnIsNotListed(String property) {
    assertThat(NotYetSupported.find(Specs.io(property))).isEmpty();
  }
}
