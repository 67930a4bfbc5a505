package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes taskCount by itself. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.enableTaskAutoScaler) || !self.enableTaskAutoScaler || (has(self.taskCountMin) && has(self.taskCountMax))",
    message = "taskCountMin and taskCountMax are required with enableTaskAutoScaler")
@ValidationRule(
    value =
        "!has(self.taskCountMin) || !has(self.taskCountMax) || self.taskCountMin <= self.taskCountMax",
    message = "taskCountMin must not be above taskCountMax",
    fieldPath = ".taskCountMin")
@ValidationRule(
    value =
        "!has(self.taskCountStart) || ((!has(self.taskCountMin) || self.taskCountMin <= self.taskCountStart) && (!has(self.taskCountMax) || self.taskCountStart <= self.taskCountMax))",
    message = "taskCountStart must lie between taskCountMin and taskCountMax",
    fieldPath = ".taskCountStart")
public record AutoScalerConfig(
    @JsonPropertyDescription("Whether it is on. Default: false.")
        @Nullable Boolean enableTaskAutoScaler,
    @JsonPropertyDescription("lagBased or costBased. Default: lagBased.")
        @Pattern("^(lagBased|costBased)$")
        @Nullable String autoScalerStrategy,
    @JsonPropertyDescription("Highest taskCount. Required when on.") @Min(1)
        @Nullable Integer taskCountMax,
    @JsonPropertyDescription("Lowest taskCount. Required when on.") @Min(1)
        @Nullable Integer taskCountMin,
    @JsonPropertyDescription("First taskCount. Default: ioConfig.taskCount, else taskCountMin.")
        @Min(1)
        @Nullable Integer taskCountStart,
    @JsonPropertyDescription(
            "Least time between two changes, in milliseconds. Default: 600000, with costBased 300000.")
        @Min(0)
        @Nullable Long minTriggerScaleActionFrequencyMillis,
    @JsonPropertyDescription(
            "Share of the task groups that may be rolling over at once, above 0 and at most 1; instead of stopTaskCount.")
        @Min(value = 0, inclusive = false)
        @Max(1)
        @Nullable Double stopTaskCountRatio,
    @JsonPropertyDescription(
            "lagBased: time between two measurements of lag, in milliseconds. Default: 30000.")
        @Min(1)
        @Nullable Long lagCollectionIntervalMillis,
    @JsonPropertyDescription(
            "lagBased: how far back measurements count, in milliseconds. Default: 600000.")
        @Min(1)
        @Nullable Long lagCollectionRangeMillis,
    @JsonPropertyDescription(
            "lagBased: time before the first decision, on top of lagCollectionRangeMillis, in milliseconds. Default: 300000.")
        @Min(0)
        @Nullable Long scaleActionStartDelayMillis,
    @JsonPropertyDescription(
            "Time between two decisions, in milliseconds. Default: 60000, with costBased 600000.")
        @Min(1)
        @Nullable Long scaleActionPeriodMillis,
    @JsonPropertyDescription(
            "lagBased: lag from which a measurement counts toward more task groups, in records, for Kinesis in milliseconds. Default: 6000000.")
        @Min(0)
        @Nullable Long scaleOutThreshold,
    @JsonPropertyDescription(
            "lagBased: share of such measurements that triggers more task groups. Default: 0.3.")
        @Min(0)
        @Max(1)
        @Nullable Double triggerScaleOutFractionThreshold,
    @JsonPropertyDescription(
            "lagBased: lag up to which a measurement counts toward fewer task groups, in records, for Kinesis in milliseconds. Default: 1000000.")
        @Min(0)
        @Nullable Long scaleInThreshold,
    @JsonPropertyDescription(
            "lagBased: share of such measurements that triggers fewer task groups. Default: 0.9.")
        @Min(0)
        @Max(1)
        @Nullable Double triggerScaleInFractionThreshold,
    @JsonPropertyDescription("lagBased: how many task groups are added at once. Default: 2.")
        @Min(1)
        @Nullable Integer scaleOutStep,
    @JsonPropertyDescription("lagBased: how many task groups are removed at once. Default: 1.")
        @Min(1)
        @Nullable Integer scaleInStep,
    @JsonPropertyDescription(
            "lagBased: how the lag of all partitions becomes one number, MAX, SUM or AVERAGE. Default: SUM for Kafka, MAX for Kinesis.")
        @Pattern("^(MAX|SUM|AVERAGE)$")
        @Nullable String lagAggregate,
    @JsonPropertyDescription("costBased: weight of lag. Default: 0.25.") @Min(0)
        @Nullable Double lagWeight,
    @JsonPropertyDescription("costBased: weight of idle tasks. Default: 0.75.") @Min(0)
        @Nullable Double idleWeight,
    @JsonPropertyDescription(
            "costBased: whether the size of a single change is bounded. Default: false.")
        @Nullable Boolean useTaskCountBoundaries,
    @JsonPropertyDescription(
            "costBased: lag per partition from which that bound is relaxed; negative for never. Default: -1.")
        @Nullable Long highLagThreshold,
    @JsonPropertyDescription(
            "costBased: least time before fewer task groups, as an ISO 8601 period. Default: PT30M.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String minScaleDownDelay,
    @JsonPropertyDescription(
            "Since Druid 38, costBased: least time before more task groups, as an ISO 8601 period.")
        @Size(max = 64)
        @ValidationRule(value = Rules.PERIOD, messageExpression = Rules.PERIOD_MESSAGE)
        @Nullable String minScaleUpDelay,
    @JsonPropertyDescription(
            "costBased: whether fewer task groups wait for the next rollover. Default: false.")
        @Nullable Boolean scaleDownDuringTaskRolloverOnly,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> unknown) {

  public AutoScalerConfig {
    unknown = Absent.asEmpty(unknown);
  }
}
