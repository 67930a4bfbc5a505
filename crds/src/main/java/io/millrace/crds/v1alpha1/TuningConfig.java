package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How tasks build segments. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!(has(self.resetOffsetAutomatically) && self.resetOffsetAutomatically && has(self.skipSequenceNumberAvailabilityCheck) && self.skipSequenceNumberAvailabilityCheck)",
    message = "resetOffsetAutomatically and skipSequenceNumberAvailabilityCheck exclude each other",
    fieldPath = ".resetOffsetAutomatically")
public record TuningConfig(
    @JsonPropertyDescription("Accepted since many Druid specs carry it; the same as spec.type.")
        @Nullable String type,
    @JsonPropertyDescription("Index in memory. Default: an object of type onheap.")
        @Nullable ObjectNode appendableIndexSpec,
    @JsonPropertyDescription(
            "Rows in memory, after rollup, from which they are persisted to disk. Default: 150000.")
        @Min(1)
        @Nullable Integer maxRowsInMemory,
    @JsonPropertyDescription(
            "Estimated bytes in memory from which rows are persisted to disk; 0 for a sixth of the heap, negative for no limit. Default: 0.")
        @Nullable Long maxBytesInMemory,
    @JsonPropertyDescription(
            "Whether the overhead of the index itself is left out of the estimate. Default: false.")
        @Nullable Boolean skipBytesInMemoryOverheadCheck,
    @JsonPropertyDescription(
            "Rows in one segment from which what was read is published and a new segment begun. Default: 5000000.")
        @Min(1)
        @Nullable Integer maxRowsPerSegment,
    @JsonPropertyDescription(
            "Rows read since the last publish, in all segments together, from which they are published. Default: 20000000.")
        @Min(1)
        @Nullable Long maxTotalRows,
    @JsonPropertyDescription(
            "How long rows stay in memory at most while records come, as an ISO 8601 period. Default: PT10M.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String intermediatePersistPeriod,
    @JsonPropertyDescription(
            "Deprecated: how many persists may wait beside the one that runs. Default: 0.")
        @Min(0)
        @Nullable Integer maxPendingPersists,
    @JsonPropertyDescription("Format of the published segments.") @Nullable IndexSpec indexSpec,
    @JsonPropertyDescription(
            "Format of what is persisted meanwhile, until it is merged. Default: indexSpec without compression.")
        @Nullable IndexSpec indexSpecForIntermediatePersists,
    @JsonPropertyDescription(
            "Whether the first event that cannot be parsed, or has a bad field, fails the task. Default: false.")
        @Nullable Boolean reportParseExceptions,
    @JsonPropertyDescription("Whether each event that cannot be parsed is logged. Default: false.")
        @Nullable Boolean logParseExceptions,
    @JsonPropertyDescription(
            "How many events that cannot be parsed, or have a bad field, a task puts up with; one more fails it. Default: 2147483647.")
        @Min(0)
        @Nullable Integer maxParseExceptions,
    @JsonPropertyDescription(
            "How many of the last parse errors a task keeps for its report. Default: 0.")
        @Min(0)
        @Nullable Integer maxSavedParseExceptions,
    @JsonPropertyDescription(
            "How long a task waits for its segments to be served by Historicals, in milliseconds; 0 for as long as it takes. Default: 900000.")
        @Min(0)
        @Nullable Long handoffConditionTimeout,
    @JsonPropertyDescription(
            "Whether reading goes on at the beginning that the stream still has, whatever useEarliestOffset says, where the next position is no longer in the stream. What was lost is recorded. Excludes skipSequenceNumberAvailabilityCheck. Default: false.")
        @Nullable Boolean resetOffsetAutomatically,
    @JsonPropertyDescription(
            "Kinesis: whether it is left unchecked that the next position still is in the stream. Excludes resetOffsetAutomatically. Default: false.")
        @Nullable Boolean skipSequenceNumberAvailabilityCheck,
    @JsonPropertyDescription("Where segments are put together. Default: an object of type tmpFile.")
        @Nullable ObjectNode segmentWriteOutMediumFactory,
    @JsonPropertyDescription(
            "How often what was read is published at least, as an ISO 8601 period. One of more than taskDuration and five minutes counts as that. Default: P2147483647D.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String intermediateHandoffPeriod,
    @JsonPropertyDescription("Threads that persist rows. Default: 1.") @Min(1)
        @Nullable Integer numPersistThreads,
    @JsonPropertyDescription(
            "How many columns are merged at once; -1 for as many as memory allows. Default: -1.")
        @Min(-1)
        @Nullable Integer maxColumnsToMerge,
    @JsonPropertyDescription(
            "Whether the lock of a time chunk is released when its segments are handed off. Default: false.")
        @Nullable Boolean releaseLocksOnHandoff,
    @JsonPropertyDescription(
            "Since Druid 38, Kafka: notes the values of some dimensions in each segment.")
        @Nullable ObjectNode streamingPartitionsSpec,
    @JsonPropertyDescription(
            "Kinesis: size of the buffer of fetched records, in bytes. Default: a tenth of the heap, at most 100000000.")
        @Min(1)
        @Nullable Long recordBufferSizeBytes,
    @JsonPropertyDescription(
            "Kinesis: how long a fetch waits for room in the buffer, in milliseconds. Default: 5000.")
        @Min(0)
        @Nullable Integer recordBufferOfferTimeout,
    @JsonPropertyDescription(
            "Kinesis: pause of fetching while the buffer is full, in milliseconds. Default: 5000.")
        @Min(0)
        @Nullable Integer recordBufferFullWait,
    @JsonPropertyDescription(
            "Kinesis: threads that fetch records. Default: twice the processors, as memory allows.")
        @Min(1)
        @Nullable Integer fetchThreads,
    @JsonPropertyDescription("Kinesis: bytes taken from the buffer at once. Default: 1000000.")
        @Min(1)
        @Nullable Integer maxBytesPerPoll,
    @JsonPropertyDescription(
            "Kinesis: whether shards are found with ListShards instead of DescribeStream. Default: false.")
        @Nullable Boolean useListShards,
    @JsonPropertyDescription("Kinesis: deprecated and ignored; see recordBufferSizeBytes.")
        @Nullable Integer recordBufferSize,
    @JsonPropertyDescription("Kinesis: deprecated and ignored; see maxBytesPerPoll.")
        @Nullable Integer maxRecordsPerPoll,
    @JsonPropertyDescription("Kinesis: deprecated and ignored.")
        @Nullable Integer fetchSequenceNumberTimeout,
    @JsonPropertyDescription("Threads with which the supervisor handles answers of tasks.")
        @Nullable Integer workerThreads,
    @JsonPropertyDescription("Ignored by Druid too.") @Nullable Integer chatThreads,
    @JsonPropertyDescription(
            "How many more calls in a row a task may leave unanswered until it is replaced; see httpTimeout. Default: 8.")
        @Min(0)
        @Nullable Integer chatRetries,
    @JsonPropertyDescription(
            "How long a task may take to answer a call, as an ISO 8601 period, at least one second. One that leaves chatRetries + 1 calls in a row unanswered, and answers nothing for httpTimeout x (chatRetries + 1), at least one minute, is replaced. Default: PT10S.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String httpTimeout,
    @JsonPropertyDescription(
            "How long stopping waits for tasks, as an ISO 8601 period. For a deletion the operator's MILLRACE_DELETION_TIMEOUT counts. Default: PT80S.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String shutdownTimeout,
    @JsonPropertyDescription(
            "How often lag is shown in status, as an ISO 8601 period of at least PT5S; less is taken as PT5S. The stream is looked at every offsetFetchPeriod or ioConfig.period, whichever is shorter. Default: PT30S.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String offsetFetchPeriod,
    @JsonPropertyDescription(
            "Kinesis: how long tasks may take to react to a split or merge of shards, as an ISO 8601 period. Default: PT2M.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String repartitionTransitionDuration,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public TuningConfig {
    unknown = Absent.asEmpty(unknown);
  }
}
