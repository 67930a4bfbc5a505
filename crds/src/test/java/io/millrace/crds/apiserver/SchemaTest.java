package io.millrace.crds.apiserver;

import static io.millrace.crds.apiserver.Supervisors.kafka;
import static io.millrace.crds.apiserver.Supervisors.kinesis;
import static io.millrace.crds.apiserver.Supervisors.with;
import static io.millrace.crds.apiserver.Supervisors.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the schema, with a resource that it refuses and one that it lets pass. */
class SchemaTest {

  private Api api;

  @BeforeEach
  void start() {
    api = new Api(RealApiServer.startedOrSkipped().client());
  }

  @Test
  void smallestResourcesAreAccepted() {
    api.tryCreate(kafka());
    api.tryCreate(kinesis());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec.type                                             | "rabbit"                    | spec.type
          spec.id                                               | ".hidden"                   | found '.hidden'
          spec.ioConfig.type                                    | "kinesis"                   | ioConfig.type must equal spec.type
          spec.tuningConfig.type                                | "kinesis"                   | tuningConfig.type must equal spec.type
          spec.ioConfig.topicPattern                            | "c.*"                       | exactly one of ioConfig.topic and ioConfig.topicPattern
          spec.ioConfig.stream                                  | "clicks"                    | ioConfig.stream is for type kinesis
          spec.ioConfig.topic                                   | "a/b"                       | spec.ioConfig.topic
          spec.ioConfig.consumerProperties                      | {"group.id": "a"}           | bootstrap.servers
          spec.ioConfig.inputFormat                             | {}                          | spec.ioConfig.inputFormat.type
          spec.ioConfig.taskCount                               | 0                           | greater than or equal to 1
          spec.ioConfig.taskCount                               | "2"                         | must be of type integer
          spec.ioConfig.taskCount                               | 2147483648                  | 2147483647
          spec.ioConfig.replicas                                | 0                           | greater than or equal to 1
          spec.ioConfig.stopTaskCount                           | 0                           | greater than or equal to 1
          spec.ioConfig.taskDuration                            | "1h"                        | found '1h'; expected an ISO 8601 period
          spec.ioConfig.taskDuration                            | "P1M"                       | found 'P1M'
          spec.ioConfig.period                                  | "PT"                        | found 'PT'
          spec.ioConfig.useEarliestOffset                       | "true"                      | must be of type boolean
          spec.ioConfig.lateMessageRejectionStartDateTime       | "yesterday"                 | found 'yesterday'; expected a time
          spec.ioConfig.idleConfig                              | {"inactiveAfterMillis": 0}  | greater than or equal to 1
          spec.ioConfig.autoScalerConfig                        | {"enableTaskAutoScaler": true, "taskCountMin": 1} | taskCountMin and taskCountMax are required
          spec.ioConfig.autoScalerConfig                        | {"taskCountMin": 3, "taskCountMax": 2} | taskCountMin must not be above taskCountMax
          spec.ioConfig.autoScalerConfig                        | {"taskCountMin": 1, "taskCountMax": 2, "taskCountStart": 3} | taskCountStart must lie between
          spec.ioConfig.autoScalerConfig                        | {"stopTaskCountRatio": 0}   | stopTaskCountRatio
          spec.ioConfig.autoScalerConfig                        | {"stopTaskCountRatio": 1.5} | stopTaskCountRatio
          spec.ioConfig.autoScalerConfig                        | {"autoScalerStrategy": "fast"} | autoScalerStrategy
          spec.ioConfig.serverPriorityToReplicas                | {"1": -1}                   | greater than or equal to 0
          spec.dataSchema.dataSource                            | "a/b"                       | found 'a/b'
          spec.dataSchema.dataSource                            | ""                          | at least 1
          spec.dataSchema.parser                                | {"type": "string"}          | parser was removed in Druid 37
          spec.dataSchema.metricsSpec                           | [{"name": "count"}]         | type: Required
          spec.dataSchema.metricsSpec                           | ["count"]                   | must be of type object
          spec.dataSchema.transformSpec                         | "upper"                     | must be of type object
          spec.dataSchema.granularitySpec                       | {"type": "random"}          | granularitySpec.type
          spec.tuningConfig.maxRowsInMemory                     | 0                           | greater than or equal to 1
          spec.tuningConfig.maxTotalRows                        | 9223372036854775808         | maxTotalRows
          spec.tuningConfig.offsetFetchPeriod                   | "5s"                        | found '5s'
          spec.tuningConfig                                     | {"resetOffsetAutomatically": true, "skipSequenceNumberAvailabilityCheck": true} | exclude each other
          spec.deepStorage                                      | {"type": "gcs"}             | spec.deepStorage.type
          spec.deepStorage                                      | {"type": "local"}           | local is needed with type local
          spec.deepStorage                                      | {"type": "s3", "local": {"claimName": "a"}} | s3 is needed with type s3
          spec.deepStorage                                      | {"type": "local", "local": {"claimName": "a"}, "s3": {"bucket": "abc"}} | s3 is needed with type s3, and only there
          spec.deepStorage                                      | {"type": "s3", "s3": {"bucket": "abc", "accessKeyId": {"secretKeyRef": {"name": "a", "key": "b"}}}} | need each other
          spec.deepStorage                                      | {"type": "s3", "s3": {"bucket": "abc", "accessKeyId": {}, "secretAccessKey": {}}} | secretKeyRef: Required
          spec.taskTemplate.labels                              | {"millrace.io/supervisor": "a"} | labels under millrace.io/
          spec.taskTemplate.annotations                         | {"millrace.io/revision": "a"} | annotations under millrace.io/
          spec.taskTemplate.terminationGracePeriodSeconds       | 0                           | greater than or equal to 1
          spec.taskTemplate.replicaAntiAffinity                 | "Always"                    | supported values: "Preferred", "Required"
          spec.reset                                            | {"to": "Earliest"}          | nonce: Required
          spec.reset                                            | {"nonce": 1, "to": "Begin"} | spec.reset.to
          spec.reset                                            | {"nonce": 1, "to": "Timestamp"} | timestamp is needed
          spec.reset                                            | {"nonce": 1, "to": "Latest", "timestamp": "2026-01-01T00:00:00Z"} | timestamp is needed
          spec.reset                                            | {"nonce": 1, "to": "Position"} | positions are needed
          spec.deletionPolicy                                   | "Keep"                      | spec.deletionPolicy
          metadata.name                                         | "a2345678901234567890123456789012345678901" | a name has at most 40 characters
          """)
  void valueIsRefusedWithItsReason(String path, String json, String expected) {
    assertThatThrownBy(() -> api.tryCreate(with(kafka(), path, json)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec.id                                         | "clicks of Europe"
          spec.ioConfig.type                              | "kafka"
          spec.tuningConfig.type                          | "kafka"
          spec.ioConfig.consumerProperties                | {"bootstrap.servers": "a:1", "max.poll.records": 100, "a": true, "ssl.key.password": {"secretKeyRef": {"name": "a", "key": "b"}}}
          spec.ioConfig.consumerProperties                | {"bootstrap.servers": {"secretKeyRef": {"name": "a", "key": "b"}}}
          spec.ioConfig.taskDuration                      | "PT1H30M"
          spec.ioConfig.taskDuration                      | "P1W2DT0.5S"
          spec.ioConfig.lateMessageRejectionStartDateTime | "2026-01-31"
          spec.ioConfig.lateMessageRejectionStartDateTime | "2026-01-31T12:00:00.5+02:00"
          spec.ioConfig.autoScalerConfig                  | {}
          spec.ioConfig.autoScalerConfig                  | {"enableTaskAutoScaler": true, "taskCountMin": 1, "taskCountMax": 4, "taskCountStart": 2, "stopTaskCountRatio": 0.5}
          spec.ioConfig.serverPriorityToReplicas          | {"1": 2, "0": 1}
          spec.dataSchema.dataSource                      | "Klicks für Österreich"
          spec.dataSchema.dimensionsSpec                  | {"dimensions": ["a", {"type": "long", "name": "b"}]}
          spec.dataSchema.granularitySpec                 | {"segmentGranularity": {"type": "period", "period": "PT2H"}, "queryGranularity": "minute"}
          spec.tuningConfig                               | {"intermediateHandoffPeriod": "P2147483647D", "maxBytesInMemory": -1}
          spec.tuningConfig                               | {"resetOffsetAutomatically": true, "skipSequenceNumberAvailabilityCheck": false}
          spec.context                                    | {"priority": 75, "tags": {"a": ["b"]}}
          spec.deepStorage                                | {"type": "local", "local": {"claimName": "a"}}
          spec.deepStorage                                | {"type": "s3", "s3": {"bucket": "abc"}}
          spec.taskTemplate                               | {"labels": {"team": "a"}, "resources": {"requests": {"cpu": 1, "memory": "1Gi"}}, "volumes": [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}], "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}]}
          spec.reset                                      | {"nonce": 1, "to": "Timestamp", "timestamp": "2026-01-01T00:00:00Z"}
          spec.reset                                      | {"nonce": 1, "to": "Position", "positions": {"0": "17"}}
          metadata.name                                   | "a234567890123456789012345678901234567890"
          """)
  void valueIsAccepted(String path, String json) {
    api.tryCreate(with(kafka(), path, json));
  }

  static Stream<Arguments> incomplete() {
    return Stream.of(
        Arguments.of(without(kafka(), "spec"), "spec: Required"),
        Arguments.of(without(kafka(), "spec.type"), "spec.type: Required"),
        Arguments.of(without(kafka(), "spec.dataSchema"), "spec.dataSchema: Required"),
        Arguments.of(
            without(kafka(), "spec.dataSchema.dataSource"), "spec.dataSchema.dataSource: Required"),
        Arguments.of(
            without(kafka(), "spec.dataSchema.timestampSpec"), "timestampSpec is required"),
        Arguments.of(without(kafka(), "spec.ioConfig"), "spec.ioConfig: Required"),
        Arguments.of(without(kafka(), "spec.ioConfig.inputFormat"), "inputFormat is required"),
        Arguments.of(
            without(kafka(), "spec.ioConfig.topic"),
            "exactly one of ioConfig.topic and ioConfig.topicPattern"),
        Arguments.of(
            without(kafka(), "spec.ioConfig.consumerProperties"),
            "needs ioConfig.consumerProperties"),
        Arguments.of(
            without(kinesis(), "spec.ioConfig.stream"), "type kinesis needs ioConfig.stream"),
        Arguments.of(with(kinesis(), "spec.ioConfig.topic", "\"a\""), "with kinesis write stream"));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void resourceThatMissesSomethingIsRefused(ObjectNode resource, String expected) {
    assertThatThrownBy(() -> api.tryCreate(resource)).hasMessageContaining(expected);
  }

  @Test
  void lateMessageRejectionPeriodExcludesStartDateTime() {
    ObjectNode period = with(kafka(), "spec.ioConfig.lateMessageRejectionPeriod", "\"PT1H\"");
    api.tryCreate(period);

    assertThatThrownBy(
            () ->
                api.tryCreate(
                    with(
                        period,
                        "spec.ioConfig.lateMessageRejectionStartDateTime",
                        "\"2026-01-01\"")))
        .hasMessageContaining("exclude each other");
  }

  @Test
  void replicasByPriorityAddUpToReplicas() {
    ObjectNode priorities =
        with(kafka(), "spec.ioConfig.serverPriorityToReplicas", "{\"1\": 2, \"0\": 1}");
    api.tryCreate(with(priorities, "spec.ioConfig.replicas", "3"));

    assertThatThrownBy(() -> api.tryCreate(with(priorities, "spec.ioConfig.replicas", "2")))
        .hasMessageContaining("must add up to replicas");
  }

  @Test
  void onlyValuesWhoseAbsenceMeansNothingElseAreFilledIn() {
    ObjectNode created = api.create(with(kafka(), "spec.taskTemplate", "{}"));

    assertThat(created.at("/spec/suspend").asText()).isEqualTo("false");
    assertThat(created.at("/spec/deletionPolicy").asText()).isEqualTo("Publish");
    assertThat(created.at("/spec/taskTemplate/terminationGracePeriodSeconds").asInt())
        .isEqualTo(300);
    assertThat(created.path("spec").path("ioConfig").size()).isEqualTo(3);
    assertThat(created.path("spec").path("dataSchema").size()).isEqualTo(2);
  }

  static Stream<Arguments> forbiddenChanges() {
    return Stream.of(
        Arguments.of(kafka(), "spec.id", "\"another\"", "id is immutable"),
        Arguments.of(
            with(kafka(), "spec.id", "\"one\""), "spec.id", "\"another\"", "id is immutable"),
        Arguments.of(kafka(), "spec.type", "\"kinesis\"", "type is immutable"),
        Arguments.of(kafka(), "spec.ioConfig.topic", "\"another\"", "topic is immutable"),
        Arguments.of(
            without(with(kafka(), "spec.ioConfig.topicPattern", "\"a.*\""), "spec.ioConfig.topic"),
            "spec.ioConfig.topicPattern",
            "\"b.*\"",
            "topicPattern is immutable"),
        Arguments.of(kinesis(), "spec.ioConfig.stream", "\"another\"", "stream is immutable"));
  }

  @ParameterizedTest
  @MethodSource("forbiddenChanges")
  void changeIsRefused(ObjectNode resource, String path, String json, String expected) {
    ObjectNode created = api.create(resource);

    assertThatThrownBy(() -> api.update(with(created, path, json))).hasMessageContaining(expected);
  }

  @Test
  void idThatSaysWhatTheNameSaysMayBeAddedLater() {
    ObjectNode created = api.create(kafka());

    ObjectNode updated =
        api.update(with(created, "spec.id", created.at("/metadata/name").toString()));

    assertThat(updated.at("/spec/id")).isEqualTo(created.at("/metadata/name"));
  }

  @Test
  void everythingElseMayChange() {
    ObjectNode created = api.create(kafka());

    ObjectNode updated = api.update(with(created, "spec.ioConfig.taskCount", "3"));

    assertThat(updated.at("/metadata/generation").asInt()).isEqualTo(2);
  }
}
