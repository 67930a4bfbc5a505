package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reset that was done. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResetStatus(
    @JsonPropertyDescription(
            "Nonce of the newest request that is done; none when the operator set positions by itself before any request.")
        @Nullable Long nonce,
    @JsonPropertyDescription("What was asked for.") @Nullable String to,
    @JsonPropertyDescription("When it was done.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant time,
    @JsonPropertyDescription(
            "Where each partition that was reset stood, and where it is read from since then; at most 100: the ledger has them all.")
        List<ResetRange> ranges,
    @JsonPropertyDescription("Positions that were skipped, of all partitions.")
        @Nullable Long skipped,
    @JsonPropertyDescription("Positions that are read again, of all partitions.")
        @Nullable Long repeated,
    @JsonPropertyDescription(
            "Partitions whose topic is another one since then, or gone; of these nothing counts as skipped or read again.")
        @Nullable Long otherTopic) {

  public ResetStatus {
    ranges = Absent.asEmpty(ranges);
  }
}
