package io.millrace.operator.decide;

import org.jspecify.annotations.Nullable;

/**
 * What was known when a look at the stream began: so that nothing is concluded from a look that is
 * older than what it is compared with.
 *
 * @param committed the committed positions
 * @param reset a reset that waits for positions of the stream; absent when none does
 */
public record StreamQuestion(Positions committed, @Nullable ResetRequest reset) {

  public static final StreamQuestion NONE = new StreamQuestion(Positions.NONE, null);
}
