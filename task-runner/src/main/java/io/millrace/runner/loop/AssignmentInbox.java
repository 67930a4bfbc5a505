package io.millrace.runner.loop;

import io.millrace.protocol.Assignment;
import io.millrace.runner.life.AssignmentRules;
import io.millrace.runner.life.Attempt;
import io.millrace.runner.life.Verdict;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes assignments in, judges them at once, and hands the newest on. Thread-safe: what is accepted
 * is handed on in the order of its numbers.
 */
public final class AssignmentInbox {

  private final Attempt attempt;
  private final Consumer<Assignment> accepted;
  private Optional<Assignment> newest = Optional.empty();

  AssignmentInbox(Attempt attempt, Consumer<Assignment> accepted) {
    this.attempt = attempt;
    this.accepted = accepted;
  }

  public synchronized Verdict offer(Assignment next) {
    Verdict verdict = AssignmentRules.judge(attempt, newest, next);
    if (verdict instanceof Verdict.Accepted) {
      newest = Optional.of(next);
      accepted.accept(next);
    }
    return verdict;
  }

  synchronized Optional<Assignment> newest() {
    return newest;
  }
}
