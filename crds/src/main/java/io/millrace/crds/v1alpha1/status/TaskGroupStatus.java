package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.util.List;

/** The partitions that one set of tasks reads together. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TaskGroupStatus(
    @JsonPropertyDescription("Number of the group.") int id,
    @JsonPropertyDescription("The group's fence number.") long epoch,
    @JsonPropertyDescription("Partitions that its next generation reads.") List<String> partitions,
    @JsonPropertyDescription("Number of the next generation.") int nextGeneration,
    @JsonPropertyDescription("The generations that are not done, the oldest first.")
        List<GenerationStatus> generations) {

  public TaskGroupStatus {
    partitions = Absent.asEmpty(partitions);
    generations = Absent.asEmpty(generations);
  }
}
