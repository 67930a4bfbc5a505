package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The n-th set of tasks of a task group. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GenerationStatus(
    @JsonPropertyDescription("Its number in the group; never used again.") int number,
    @JsonPropertyDescription("The accepted spec that its tasks run under.") String revision,
    @JsonPropertyDescription("How many tasks read the same.") int replicas,
    @JsonPropertyDescription("Where it is.") State state,
    @JsonPropertyDescription("What it reads.") List<String> partitions,
    @JsonPropertyDescription("Where its range begins; absent on a standby.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Map<String, String> start,
    @JsonPropertyDescription(
            "Recorded boundaries within the range that are not committed, and the newest one; with"
                + " one replica none.")
        List<Map<String, String>> checkpoints,
    @JsonPropertyDescription("Where its range ends; absent until it is recorded.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Map<String, String> end,
    @JsonPropertyDescription("When it began to read.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant startedAt,
    @JsonPropertyDescription("When it was decided on.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant createdAt,
    @JsonPropertyDescription("The present try of each replica.") List<AttemptStatus> attempts,
    @JsonPropertyDescription("Number of the newest assignment.") @Nullable Long assignment,
    @JsonPropertyDescription("Paths of its manifests that were committed.") List<String> committed,
    @JsonPropertyDescription("Event times that its sequences accept.")
        @Nullable MessageTimeBoundsStatus messageTimeBounds) {

  public GenerationStatus {
    partitions = Absent.asEmpty(partitions);
    start = Absent.asAbsent(start);
    checkpoints = Absent.asEmpty(checkpoints);
    end = Absent.asAbsent(end);
    attempts = Absent.asEmpty(attempts);
    committed = Absent.asEmpty(committed);
  }

  /** Where a generation is. Each is left for one below it only. */
  public enum State {
    /** Its Pod is started ahead; it has no start yet. */
    @JsonProperty("Standby")
    STANDBY,
    /** It reads on without an end. */
    @JsonProperty("Reading")
    READING,
    /**
     * It was told to pause, so that its positions can be taken as a checkpoint. It reads on then.
     */
    @JsonProperty("Checkpointing")
    CHECKPOINTING,
    /** It was told to pause, so that its positions can be taken. */
    @JsonProperty("Pausing")
    PAUSING,
    /** Its end is recorded: it reads up to it and prepares. */
    @JsonProperty("Finishing")
    FINISHING,
    /** Its end is committed. */
    @JsonProperty("Committed")
    COMMITTED
  }
}
