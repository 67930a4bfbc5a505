package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.millrace.crds.v1alpha1.Absent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reset that a commit is, or that is done with it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CommitResetStatus(
    @JsonPropertyDescription("Nonce of the request; none when the operator did it by itself.")
        @Nullable Long nonce,
    @JsonPropertyDescription("What was asked for.") String to,
    @JsonPropertyDescription(
            "Topics that are other ones from this commit on, or are gone: positions before and after it mean different records.")
        List<String> otherTopics) {

  public CommitResetStatus {
    otherTopics = Absent.asEmpty(otherTopics);
  }
}
