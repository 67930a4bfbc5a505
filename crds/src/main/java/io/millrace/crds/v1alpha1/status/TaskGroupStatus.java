package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The partitions that one set of tasks reads together. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TaskGroupStatus(
    @JsonPropertyDescription("Number of the group.") int id,
    @JsonPropertyDescription("The group's fence number.") long epoch,
    @JsonPropertyDescription("Partitions that its next generation reads.") List<String> partitions,
    @JsonPropertyDescription("Number of the next generation.") int nextGeneration,
    @JsonPropertyDescription("The generations that are not done, the oldest first.")
        List<GenerationStatus> generations,
    @JsonPropertyDescription(
            "How long its partitions were not read at its last rollover, in milliseconds: from when"
                + " the first of them was told to stand still until the next generation polled"
                + " first.")
        @Nullable Long lastGapMillis,
    @JsonPropertyDescription("Since when some of its partitions stand still; absent while none do.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant stillSince,
    @JsonPropertyDescription(
            "The generation that ended the last gap, or that the present one follows.")
        @Nullable Integer gapGeneration,
    @JsonPropertyDescription(
            "Since when not all of it is read, though it should be; absent while all is.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant unreadSince) {

  public TaskGroupStatus {
    partitions = Absent.asEmpty(partitions);
    generations = Absent.asEmpty(generations);
  }
}
