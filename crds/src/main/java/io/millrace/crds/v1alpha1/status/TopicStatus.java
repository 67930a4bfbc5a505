package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One topic, or a Kinesis stream. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TopicStatus(
    @JsonPropertyDescription("Name of the topic or stream.") String name,
    @JsonPropertyDescription("Topic id, or ARN and creation time of a stream.") String id,
    @JsonPropertyDescription("Number of partitions.") int partitions) {}
