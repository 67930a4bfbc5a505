package io.millrace.protocol;

import java.time.Instant;

/**
 * Something that went wrong in a task.
 *
 * @param time when
 * @param reason one word of the operator's reasons, such as {@code DeepStorageUnreachable}
 * @param message what was found, what was expected, and what to do; holds no secret
 */
public record TaskError(Instant time, String reason, String message) {}
