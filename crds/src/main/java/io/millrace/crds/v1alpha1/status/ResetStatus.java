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
    @JsonPropertyDescription("Nonce of the request.") long nonce,
    @JsonPropertyDescription("What was asked for.") @Nullable String to,
    @JsonPropertyDescription("When it was done.") @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable Instant time,
    @JsonPropertyDescription("Partitions that were reset.") List<String> partitions) {

  public ResetStatus {
    partitions = Absent.asEmpty(partitions);
  }
}
