package io.millrace.operator.decide;

import java.time.Instant;

/**
 * A task does not answer the operator.
 *
 * @param since when it answered last; or when this operator began to ask it, if it never answered:
 *     so a restart of the operator makes nobody look silent
 * @param calls how many calls in a row had no answer: a process that stood still itself has made
 *     few
 * @param othersAnswer whether the operator hears from some other task meanwhile, or has no other to
 *     hear from: if not, it is more likely the operator that is cut off
 * @param refused whether the last call failed for its token, which the task refused, or which there
 *     is none of
 */
public record Unanswered(Instant since, int calls, boolean othersAnswer, boolean refused) {

  /** One that nothing at all is heard of. */
  public Unanswered(Instant since, int calls, boolean othersAnswer) {
    this(since, calls, othersAnswer, false);
  }

  /** Whether it is the task that is out of reach, rather than the operator that is cut off. */
  boolean isOutOfReach() {
    return refused || othersAnswer;
  }
}
