package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That positions were set, and on whose request.
 *
 * @param nonce number of the user's request; absent when the operator set them by itself
 * @param to what was asked for: {@code Earliest}, {@code Latest}, {@code Position} or {@code
 *     Timestamp}
 * @param otherTopics topics that are other ones from this entry on, or are gone: positions of them
 *     before and after it mean different records, and nothing lies between
 */
public record LedgerReset(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long nonce,
    String to,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> otherTopics) {

  /** One within the topics that positions were of already. */
  public LedgerReset(@Nullable Long nonce, String to) {
    this(nonce, to, List.of());
  }

  public LedgerReset {
    otherTopics = otherTopics == null ? List.of() : List.copyOf(otherTopics);
  }

  /** The same, onto other topics. */
  public LedgerReset withOtherTopics(Collection<String> topics) {
    return new LedgerReset(nonce, to, List.copyOf(topics));
  }
}
