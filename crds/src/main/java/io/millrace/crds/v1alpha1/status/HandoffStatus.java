package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The newest request to hand off early. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HandoffStatus(
    @JsonPropertyDescription(
            "Value of the annotation millrace.io/handoff that was obeyed last; an equal one is done.")
        String request,
    @JsonPropertyDescription("When it was seen.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant acceptedAt,
    @JsonPropertyDescription(
            "By task group, the generation that is still to end because of it; empty once all have.")
        Map<String, Integer> ending,
    @JsonPropertyDescription("Task groups that it asks for and that were not there.")
        List<Integer> unknownGroups) {

  public HandoffStatus {
    ending = Absent.asEmpty(ending);
    unknownGroups = Absent.asEmpty(unknownGroups);
  }
}
