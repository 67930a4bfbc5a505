package io.millrace.operator.decide;

import io.millrace.operator.Reason;

/**
 * Something that is not as it should be, found by this iteration; shown in conditions, {@code
 * recentErrors} and events.
 *
 * @param reason one word
 * @param message what was found, what was expected, what to do
 * @param stalls whether it needs a person: it does not heal by itself
 */
public record Finding(Reason reason, String message, boolean stalls) {}
