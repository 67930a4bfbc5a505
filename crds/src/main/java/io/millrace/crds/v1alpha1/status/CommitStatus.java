package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A commit, as its ledger entry follows from it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CommitStatus(
    @JsonPropertyDescription("Number of the commit, from 1.") long sequence,
    @JsonPropertyDescription("When it was decided.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        Instant time,
    @JsonPropertyDescription("What happened.") String kind,
    @JsonPropertyDescription("The highest epoch of any task group.") long epoch,
    @JsonPropertyDescription("Position before, of each partition that moved.")
        Map<String, String> from,
    @JsonPropertyDescription("Position after, of the same partitions.") Map<String, String> to,
    @JsonPropertyDescription("What was published, in the order in which it was judged.")
        List<ManifestStatus> manifests,
    @JsonPropertyDescription("Records read from one to the other.") long records,
    @JsonPropertyDescription("Rows that were added of them.") long rows,
    @JsonPropertyDescription("The reset that it is, or that is done with it.")
        @Nullable CommitResetStatus reset) {

  public CommitStatus {
    from = Absent.asEmpty(from);
    to = Absent.asEmpty(to);
    manifests = Absent.asEmpty(manifests);
  }
}
