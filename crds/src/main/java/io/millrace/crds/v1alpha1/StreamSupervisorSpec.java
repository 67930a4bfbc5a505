package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user asks for. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.type == oldSelf.type",
    message = "type is immutable: delete the resource and create another, with another name")
@ValidationRule(
    value = "!has(self.ioConfig.type) || self.ioConfig.type == self.type",
    message = "ioConfig.type must equal spec.type, or be left out",
    fieldPath = ".ioConfig.type")
@ValidationRule(
    value =
        "!has(self.tuningConfig) || !has(self.tuningConfig.type) || self.tuningConfig.type == self.type",
    message = "tuningConfig.type must equal spec.type, or be left out",
    fieldPath = ".tuningConfig.type")
@ValidationRule(
    value = "self.type != 'kafka' || has(self.ioConfig.topic) != has(self.ioConfig.topicPattern)",
    message = "type kafka needs exactly one of ioConfig.topic and ioConfig.topicPattern",
    fieldPath = ".ioConfig")
@ValidationRule(
    value = "self.type != 'kafka' || has(self.ioConfig.consumerProperties)",
    message = "type kafka needs ioConfig.consumerProperties with bootstrap.servers",
    fieldPath = ".ioConfig")
@ValidationRule(
    value = "self.type != 'kafka' || !has(self.ioConfig.stream)",
    message = "ioConfig.stream is for type kinesis: with kafka write topic or topicPattern",
    fieldPath = ".ioConfig.stream")
@ValidationRule(
    value = "self.type != 'kinesis' || has(self.ioConfig.stream)",
    message = "type kinesis needs ioConfig.stream",
    fieldPath = ".ioConfig")
@ValidationRule(
    value =
        "self.type != 'kinesis' || (!has(self.ioConfig.topic) && !has(self.ioConfig.topicPattern) && !has(self.ioConfig.consumerProperties))",
    message =
        "ioConfig.topic, topicPattern and consumerProperties are for type kafka: with kinesis write stream",
    fieldPath = ".ioConfig")
public record StreamSupervisorSpec(
    @JsonPropertyDescription(
            "Id of the supervisor, as in Druid: its metrics carry it. Pods and ledger are named after the resource. Immutable. Default: the name of the resource.")
        @Size(min = 1, max = 200)
        @ValidationRule(value = Rules.NAME, messageExpression = Rules.NAME_MESSAGE)
        @Nullable String id,
    @JsonPropertyDescription("Kind of the stream, kafka or kinesis. Immutable.") @Required
        StreamType type,
    @JsonPropertyDescription(
            "Whether to stop reading. Tasks finish and publish what they have read, and no new ones are started; set to false it reads on from there.")
        @Default("false")
        @Nullable Boolean suspend,
    @JsonPropertyDescription(
            "How events become rows and rows become segments, as in a Druid supervisor spec.")
        @Required
        DataSchema dataSchema,
    @JsonPropertyDescription("What is read, and by how many tasks, as in a Druid supervisor spec.")
        @Required
        IoConfig ioConfig,
    @JsonPropertyDescription("How tasks build segments, as in a Druid supervisor spec.")
        @Nullable TuningConfig tuningConfig,
    @JsonPropertyDescription("Task context, as in a Druid supervisor spec.")
        Map<String, JsonNode> context,
    @JsonPropertyDescription(
            "Where segments, manifests and the ledger lie. Taken over once and kept in status from then on. Default: what the operator is configured with.")
        @Nullable DeepStorage deepStorage,
    @JsonPropertyDescription("The part of the task Pods that is the user's.")
        @Nullable TaskTemplate taskTemplate,
    @JsonPropertyDescription("Asks once for other positions to read from.") @Nullable Reset reset,
    @JsonPropertyDescription(
            "What happens to rows that are not published when the resource is deleted: Publish tries to publish them first, for as long as the operator's deletionTimeout, Discard stops the tasks at once.")
        @Default("Publish")
        @Nullable DeletionPolicy deletionPolicy,
    @JsonPropertyDescription("Decisions about the ledger that only a person can take.")
        @Nullable LedgerSpec ledger) {

  public StreamSupervisorSpec {
    context = Absent.asEmpty(context);
  }

  /** {@code ioConfig} with Druid's defaults. */
  public ResolvedIoConfig resolvedIoConfig() {
    return new ResolvedIoConfig(ioConfig);
  }

  /** {@code tuningConfig} with Druid's defaults. */
  public ResolvedTuningConfig resolvedTuningConfig() {
    return new ResolvedTuningConfig(tuningConfig);
  }

  /** The same with another reset, or without one. */
  public StreamSupervisorSpec withReset(@Nullable Reset next) {
    return new StreamSupervisorSpec(
        id,
        type,
        suspend,
        dataSchema,
        ioConfig,
        tuningConfig,
        context,
        deepStorage,
        taskTemplate,
        next,
        deletionPolicy,
        ledger);
  }

  /** Whether the user asks for no reading. */
  public boolean suspended() {
    return Boolean.TRUE.equals(suspend);
  }
}
