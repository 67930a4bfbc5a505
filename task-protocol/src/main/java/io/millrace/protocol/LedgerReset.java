package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * That positions were set, and on whose request.
 *
 * @param nonce number of the user's request; absent when the operator set them by itself
 * @param to what was asked for: {@code Earliest}, {@code Latest}, {@code Position} or {@code
 *     Timestamp}
 */
public record LedgerReset(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long nonce, String to) {}
