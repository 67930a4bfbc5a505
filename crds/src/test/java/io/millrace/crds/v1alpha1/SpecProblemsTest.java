package io.millrace.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
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
        .extracting(SpecProblem::toString)
        .anySatisfy(
            problem -> assertThat(problem).startsWith("spec.ioConfig.topicPattern: found 'a('"));
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
  @ValueSource(
      strings = {
        "headerBasedFilterConfig: {filter: {}}",
        "boundedStreamConfig: {}",
        "stream: clicks",
        "useEarliestSequenceNumber: true"
      })
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
  @ValueSource(
      strings = {
        "useEarliestSequenceNumber: false",
        "useEarliestOffset: true, useEarliestSequenceNumber: true"
      })
  void earliestSequenceNumberThatAsksForNothingElseThanTheOffsetIsAccepted(String properties) {
    assertThat(Refused.find(Specs.io(properties))).isEmpty();
  }

  @Test
  void kinesisIsRefusedOnceAndNotForItsOwnProperties() {
    String kinesis =
        """
        type: kinesis
        dataSchema: {dataSource: clicks, timestampSpec: {column: time}}
        ioConfig: {stream: clicks, useEarliestSequenceNumber: true, inputFormat: {type: json}}
        """;

    assertThat(Refused.find(Serialization.unmarshal(kinesis, StreamSupervisorSpec.class)))
        .extracting(SpecProblem::path)
        .containsExactly("spec.type");
  }

  @Test
  void whateverIsRefusedSaysWhy() {
    StreamSupervisorSpec everything =
        Serialization.unmarshal(
            """
            type: kafka
            dataSchema: {dataSource: clicks, parser: {}}
            ioConfig: {topic: a, stream: a, useEarliestSequenceNumber: true, headerBasedFilterConfig: {}, boundedStreamConfig: {}, inputFormat: {type: json}}
            tuningConfig: {streamingPartitionsSpec: {}}
            reset: {nonce: 1, to: Latest}
            """,
            StreamSupervisorSpec.class);

    assertThat(Refused.find(everything))
        .extracting(SpecProblem::path)
        .containsExactlyElementsOf(
            PropertySupport.byPath().entrySet().stream()
                .filter(property -> property.getValue() == Support.REFUSED)
                .map(Map.Entry::getKey)
                .toList());
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
          serverPriorityToReplicas: {'0': 2}             | spec.ioConfig.serverPriorityToReplicas
          configOverrides: {a: b}                        | spec.ioConfig.configOverrides
          region: us-east-1                              | spec.ioConfig.region
          fetchDelayMillis: 0                            | spec.ioConfig.fetchDelayMillis
          deaggregate: true                              | spec.ioConfig.deaggregate
          """)
  void propertyWithoutEffectIsListed(String property, String path) {
    assertThat(NotYetSupported.find(Specs.io(property))).containsExactly(path);
  }

  @Test
  void strategyOfTheAutoscalerThatIsNotThereIsListedWithWhatItReads() {
    assertThat(
            NotYetSupported.find(
                Specs.io(
                    "autoScalerConfig: {enableTaskAutoScaler: true, autoScalerStrategy: costBased,"
                        + " lagWeight: 0.3, scaleOutStep: 2}")))
        .containsExactly(
            "spec.ioConfig.autoScalerConfig.lagWeight",
            "spec.ioConfig.autoScalerConfig.autoScalerStrategy");
  }

  @Test
  void schemaTuningAndContextWithoutEffectAreListed() {
    assertThat(
            NotYetSupported.find(
                Specs.schema("granularitySpec: {intervals: [2026-01-01/2027-01-01]}")))
        .containsExactly("spec.dataSchema.granularitySpec.intervals");
    assertThat(NotYetSupported.find(Specs.kafka("context: {priority: 1}")))
        .containsExactly("spec.context");
    assertThat(
            NotYetSupported.find(
                Specs.tuning(
                    "workerThreads: 2, numPersistThreads: 2, fetchThreads: 3, maxRowsInMemory: 5")))
        .containsExactly(
            "spec.tuningConfig.numPersistThreads",
            "spec.tuningConfig.workerThreads",
            "spec.tuningConfig.fetchThreads");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "taskCount: 3",
        "replicas: 2",
        "emitTimeLagMetrics: true",
        "deaggregate: false",
        "idleConfig: {enabled: true, inactiveAfterMillis: 5}",
        "completionTimeout: PT30M",
        "autoScalerConfig: {}",
        "autoScalerConfig: {enableTaskAutoScaler: false, autoScalerStrategy: costBased}",
        "autoScalerConfig: {enableTaskAutoScaler: true, taskCountMin: 1, taskCountMax: 4}",
        "autoScalerConfig: {enableTaskAutoScaler: true, autoScalerStrategy: lagBased, lagWeight:"
            + " 0.3}",
        "serverPriorityToReplicas: {}",
        "configOverrides: {}"
      })
  void propertyThatIsActedOnOrAsksForNothingIsNotListed(String property) {
    assertThat(NotYetSupported.find(Specs.io(property))).isEmpty();
  }

  @Test
  void whatBuildsSegmentsIsActedOn() {
    assertThat(
            NotYetSupported.find(
                Specs.tuning(
                    "appendableIndexSpec: {type: onheap}, segmentWriteOutMediumFactory: {type:"
                        + " tmpFile}, numPersistThreads: 1, maxPendingPersists: 0")))
        .isEmpty();
    assertThat(NotYetSupported.find(Specs.schema("projections: [{type: aggregate, name: a}]")))
        .isEmpty();
  }
}
