package io.millrace.runner.life;

/** What a task makes of an assignment that it gets. */
public sealed interface Verdict {

  /** It is the newest: the task converges to it. */
  record Accepted() implements Verdict {}

  /** The task has it already. */
  record Repeated() implements Verdict {}

  /**
   * It is not for this attempt, or a newer one has come before it.
   *
   * @param message what was found and what was expected
   */
  record Older(String message) implements Verdict {}

  /**
   * It takes back what never changes.
   *
   * @param message what was found and what was expected
   */
  record Contradictory(String message) implements Verdict {}
}
