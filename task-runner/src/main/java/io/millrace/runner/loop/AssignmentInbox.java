package io.millrace.runner.loop;

import io.millrace.protocol.Assignment;
import io.millrace.runner.life.AssignmentRules;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes assignments in, judges them at once, and hands the newest on. Thread-safe: what is accepted
 * is handed on in the order of its numbers.
 */
public final class AssignmentInbox {

  private final Attempt attempt;
  private final OperatorTime operatorTime;
  private final Consumer<Assignment> accepted;
  private Optional<Assignment> newest = Optional.empty();

  AssignmentInbox(Attempt attempt, OperatorTime operatorTime, Consumer<Assignment> accepted) {
    this.attempt = attempt;
    this.operatorTime = operatorTime;
    this.accepted = accepted;
  }

  /** Takes one in that does not say when it was sent. */
  public Verdict offer(Assignment next) {
    return offer(next, () -> operatorTime.told(next.messageTimeBounds()));
  }

  /**
   * @param sentAt when it was sent, by the operator's clock
   */
  public Verdict offer(Assignment next, Instant sentAt) {
    return offer(next, () -> operatorTime.told(next.messageTimeBounds(), sentAt));
  }

  private synchronized Verdict offer(Assignment next, Runnable tellTime) {
    Verdict verdict = AssignmentRules.judge(attempt, newest, next);
    if (verdict instanceof Verdict.Accepted) {
      newest = Optional.of(next);
      tellTime.run();
      accepted.accept(next);
    }
    return verdict;
  }

  synchronized Optional<Assignment> newest() {
    return newest;
  }
}
