package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is read, and by how many tasks. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.inputFormat)",
    message = "inputFormat is required: an object with a type, such as {type: json}",
    fieldPath = ".inputFormat")
@ValidationRule(
    value =
        "has(self.topic) == has(oldSelf.topic) && (!has(self.topic) || self.topic == oldSelf.topic)",
    message =
        "topic is immutable, since the committed positions belong to it: create another resource",
    fieldPath = ".topic")
@ValidationRule(
    value =
        "has(self.topicPattern) == has(oldSelf.topicPattern) && (!has(self.topicPattern) || self.topicPattern == oldSelf.topicPattern)",
    message =
        "topicPattern is immutable, since the committed positions belong to its topics: create another resource",
    fieldPath = ".topicPattern")
@ValidationRule(
    value =
        "has(self.stream) == has(oldSelf.stream) && (!has(self.stream) || self.stream == oldSelf.stream)",
    message =
        "stream is immutable, since the committed positions belong to it: create another resource",
    fieldPath = ".stream")
@ValidationRule(
    value =
        "!(has(self.lateMessageRejectionPeriod) && has(self.lateMessageRejectionStartDateTime))",
    message = "lateMessageRejectionPeriod and lateMessageRejectionStartDateTime exclude each other",
    fieldPath = ".lateMessageRejectionPeriod")
@ValidationRule(
    value =
        "!has(self.serverPriorityToReplicas) || !has(self.replicas) || self.serverPriorityToReplicas.map(p, self.serverPriorityToReplicas[p]).sum() == self.replicas",
    message =
        "the values of serverPriorityToReplicas must add up to replicas, or replicas be left out",
    fieldPath = ".serverPriorityToReplicas")
public record IoConfig(
    @JsonPropertyDescription("Accepted since many Druid specs carry it; the same as spec.type.")
        @Nullable String type,
    @JsonPropertyDescription(
            "How the bytes of a record become fields: an object with a type such as json, csv or tsv. Required.")
        @Nullable ObjectNode inputFormat,
    @JsonPropertyDescription(
            "Number of tasks that read the same partitions. Another number takes effect by a rollover of every task group. Default: 1, or the sum of serverPriorityToReplicas.")
        @Min(1)
        @Nullable Integer replicas,
    @JsonPropertyDescription(
            "Number of task groups, each of which reads a part of the partitions; never more than there are partitions. The scale subresource sets it. Default: 1, with autoscaling taskCountMin.")
        @Min(1)
        @Nullable Integer taskCount,
    @JsonPropertyDescription(
            "How long a task reads before its successor takes over, as an ISO 8601 period. One that has to read on for longer publishes what it has read every taskDuration and five minutes. Default: PT1H.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String taskDuration,
    @JsonPropertyDescription(
            "Time between the creation of the supervisor and its first tasks, as an ISO 8601 period. Default: PT5S.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String startDelay,
    @JsonPropertyDescription(
            "Time after which the supervisor runs again though nothing happened, at most PT30S, and least time between two runs that count for its health, as an ISO 8601 period. Default: PT30S.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String period,
    @JsonPropertyDescription(
            "Kafka: whether partitions without a committed position are read from their earliest offset instead of their latest. Partitions found later always are. Default: false.")
        @Nullable Boolean useEarliestOffset,
    @JsonPropertyDescription(
            "Kinesis: whether shards without a committed position are read from their earliest record instead of their latest. Shards found later always are. With type kafka it is refused where it asks for something else than useEarliestOffset. Default: false.")
        @Nullable Boolean useEarliestSequenceNumber,
    @JsonPropertyDescription(
            "How long a task that has its end may come no nearer to it, as an ISO 8601 period, at least one minute: it counts anew whenever the task has read on or has prepared a sequence, so that reading to the end and publishing have a deadline each. Then another takes its place, unless the task reports what keeps it. One that has prepared everything is never replaced: that its commit takes longer is told. Default: PT30M.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String completionTimeout,
    @JsonPropertyDescription(
            "Drops events that are older than the start of the task by more than this ISO 8601 period. Excludes lateMessageRejectionStartDateTime. Default: none are dropped.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String lateMessageRejectionPeriod,
    @JsonPropertyDescription(
            "Drops events before this time, in ISO 8601. Excludes lateMessageRejectionPeriod. Default: none are dropped.")
        @Size(max = 64)
        @ValidationRule(value = Rules.DATE_TIME, messageExpression = Rules.DATE_TIME_MESSAGE)
        @Nullable String lateMessageRejectionStartDateTime,
    @JsonPropertyDescription(
            "Drops events that are later than the planned end of the task by more than this ISO 8601 period. Default: none are dropped.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String earlyMessageRejectionPeriod,
    @JsonPropertyDescription("Changes taskCount by itself. Default: off.")
        @Nullable AutoScalerConfig autoScalerConfig,
    @JsonPropertyDescription("How the lag of partitions is summed up; only the default exists.")
        @Nullable LagAggregator lagAggregator,
    @JsonPropertyDescription("Kafka: stops making tasks while nothing arrives. Default: off.")
        @Nullable IdleConfig idleConfig,
    @JsonPropertyDescription(
            "How many task groups may be rolling over at once. Default: taskCount.")
        @Min(1)
        @Nullable Integer stopTaskCount,
    @JsonPropertyDescription(
            "Number of replicas by query priority. Only their sum counts: it is the number of replicas. Default: all replicas have priority 0.")
        Map<String, Integer> serverPriorityToReplicas,
    @JsonPropertyDescription("Since Druid 38: reads a given range and ends.")
        @Nullable ObjectNode boundedStreamConfig,
    @JsonPropertyDescription("Kafka: topic to read. Either this or topicPattern. Immutable.")
        @Size(min = 1, max = 249)
        @Pattern("^[a-zA-Z0-9._-]+$")
        @Nullable String topic,
    @JsonPropertyDescription(
            "Kafka: regular expression in Java's syntax that the names of the topics to read match as a whole. Either this or topic. Immutable.")
        @Size(min = 1, max = 1000)
        @Nullable String topicPattern,
    @JsonPropertyDescription(
            "Kafka: properties of the consumer, of which bootstrap.servers is required. A value is a string, number or boolean, or {secretKeyRef: {name, key}} to take it from a Secret.")
        Map<String, PropertyValue> consumerProperties,
    @JsonPropertyDescription(
            "Kafka: how long a poll waits for records, in milliseconds. Default: 100.")
        @Min(0)
        @Nullable Long pollTimeout,
    @JsonPropertyDescription("Kafka: input of a Druid extension that rewrites consumer properties.")
        @Nullable ObjectNode configOverrides,
    @JsonPropertyDescription("Kafka: whether lag is measured in time too. Default: false.")
        @Nullable Boolean emitTimeLagMetrics,
    @JsonPropertyDescription("Since Druid 39, Kafka: drops records by header.")
        @Nullable ObjectNode headerBasedFilterConfig,
    @JsonPropertyDescription("Kinesis: stream to read. Immutable.")
        @Size(min = 1, max = 128)
        @Pattern("^[a-zA-Z0-9._-]+$")
        @Nullable String stream,
    @JsonPropertyDescription(
            "Kinesis: endpoint of the service. Default: kinesis.us-east-1.amazonaws.com, or that of region.")
        @Size(min = 1)
        @Nullable String endpoint,
    @JsonPropertyDescription("Kinesis: AWS region, where endpoint is not given.") @Size(min = 1)
        @Nullable String region,
    @JsonPropertyDescription("Kinesis: role to assume. Default: none.") @Size(min = 1)
        @Nullable String awsAssumedRoleArn,
    @JsonPropertyDescription("Kinesis: external id for the role to assume. Default: none.")
        @Size(min = 1)
        @Nullable String awsExternalId,
    @JsonPropertyDescription(
            "Kinesis: pause between two fetches from a shard, in milliseconds. Default: 0.")
        @Min(0)
        @Nullable Integer fetchDelayMillis,
    @JsonPropertyDescription("Kinesis: deprecated and ignored, since fetches are bounded by bytes.")
        @Nullable Integer recordsPerFetch,
    @JsonPropertyDescription(
            "Kinesis: deprecated and ignored, since records are always de-aggregated.")
        @Nullable Boolean deaggregate,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public IoConfig {
    serverPriorityToReplicas = Absent.asEmpty(serverPriorityToReplicas);
    consumerProperties = Absent.asEmpty(consumerProperties);
    unknown = Absent.asEmpty(unknown);
  }
}
