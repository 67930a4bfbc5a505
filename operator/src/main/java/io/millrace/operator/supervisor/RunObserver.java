package io.millrace.operator.supervisor;

import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;
import java.time.Duration;

/** Is told of what metrics are made of. */
public interface RunObserver {

  /** A pass has looked at a supervisor. */
  void iterated(SupervisorResource resource, Situation situation);

  /** What a supervisor remembers has changed, and is stored. */
  void remembered(SupervisorKey supervisor, SupervisorState before, SupervisorState now);

  /** An iteration has ended, well or not. */
  void took(SupervisorKey supervisor, Duration duration);

  /** A supervisor is not served any more. */
  void gone(SupervisorKey supervisor);
}
