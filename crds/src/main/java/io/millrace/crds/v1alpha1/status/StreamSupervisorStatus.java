package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.Absent;
import io.millrace.crds.v1alpha1.DeepStorage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator knows and has done. It holds everything that the next leader needs to carry on.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StreamSupervisorStatus(
    @JsonPropertyDescription(
            "The generation of the resource that the operator saw last; -1 before it saw any.")
        @Default("-1")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("State of the supervisor, as in Druid.") @Nullable String state,
    @JsonPropertyDescription("State of the supervisor in detail, as in Druid.")
        @Nullable String detailedState,
    @JsonPropertyDescription("The highest epoch of any task group. A reset raises it.")
        @Nullable Long epoch,
    @JsonPropertyDescription("Conditions by the API conventions.") List<Condition> conditions,
    @JsonPropertyDescription("Number of task groups, for the scale subresource.")
        @Nullable Integer taskCount,
    @JsonPropertyDescription("Label selector of the task Pods, for the scale subresource.")
        @Nullable String selector,
    @JsonPropertyDescription("Name of the ControllerRevision that holds the spec in force.")
        @Nullable String acceptedRevision,
    @JsonPropertyDescription("Identity of the stream that all positions belong to.")
        @Nullable StreamStatus stream,
    @JsonPropertyDescription("Deep storage that was taken over from the first accepted spec.")
        @Nullable DeepStorage deepStorage,
    @JsonPropertyDescription("The newest commit.") @Nullable CommitStatus commit,
    @JsonPropertyDescription("Committed position of every partition.") Map<String, String> offsets,
    @JsonPropertyDescription("The task groups.") List<TaskGroupStatus> taskGroups,
    @JsonPropertyDescription("When it was seen first that a task had read; no start any more.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant startedAt,
    @JsonPropertyDescription("Counters behind the health thresholds.") @Nullable RunsStatus runs,
    @JsonPropertyDescription("How long nothing has arrived; only with idleConfig.")
        @Nullable QuietStatus quiet,
    @JsonPropertyDescription("The newest request to hand off early; absent before the first.")
        @Nullable HandoffStatus handoff,
    @JsonPropertyDescription("What the spec in force needs room for.")
        @Nullable CapacityStatus capacity,
    @JsonPropertyDescription("The newest reset.") @Nullable ResetStatus lastReset,
    @JsonPropertyDescription(
            "Ranges that left the stream before they were read, the newest last, at most 100: the"
                + " ledger has them all.")
        List<LostRange> lostRanges,
    @JsonPropertyDescription("Positions of all ranges that were ever lost to retention.")
        @Nullable Long lostRecords,
    @JsonPropertyDescription(
            "Properties of the spec in force that ask for something and have no effect in this"
                + " release.")
        List<String> notYetSupported,
    @JsonPropertyDescription("How far reading is behind the stream.") @Nullable LagStatus lag,
    @JsonPropertyDescription("The autoscaler's last decision.")
        @Nullable AutoscalerStatus autoscaler,
    @JsonPropertyDescription("The last errors, the newest last, at most 100.")
        List<RecentError> recentErrors) {

  /**
   * The most entries of what only tells what happened: {@code lostRanges} and {@code recentErrors}.
   * Older ones are left out, since a status that its schema refuses could not be written at all.
   */
  public static final int LONGEST_HISTORY = 100;

  public StreamSupervisorStatus {
    conditions = Absent.asEmpty(conditions);
    offsets = Absent.asEmpty(offsets);
    taskGroups = Absent.asEmpty(taskGroups);
    lostRanges = newest(Absent.asEmpty(lostRanges));
    notYetSupported = Absent.asEmpty(notYetSupported);
    recentErrors = newest(Absent.asEmpty(recentErrors));
  }

  private static <T> List<T> newest(List<T> list) {
    return list.subList(Math.max(0, list.size() - LONGEST_HISTORY), list.size());
  }
}
