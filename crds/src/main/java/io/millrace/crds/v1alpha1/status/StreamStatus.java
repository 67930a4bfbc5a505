package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Identity of a stream. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StreamStatus(
    @JsonPropertyDescription(
            "Id of the Kafka cluster, or the region and account of a Kinesis stream.")
        @Nullable String clusterId,
    @JsonPropertyDescription("The topics, or the one Kinesis stream.") List<TopicStatus> topics) {

  public StreamStatus {
    topics = Absent.asEmpty(topics);
  }
}
