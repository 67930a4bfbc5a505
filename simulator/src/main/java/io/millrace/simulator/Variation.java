package io.millrace.simulator;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.operator.act.Leadership;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.Plan;
import io.millrace.protocol.TaskClient;
import io.millrace.runner.loop.StreamAccess;
import io.millrace.runner.loop.TaskSettings;
import io.millrace.simulator.check.Rule;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import java.util.Set;
import java.util.function.Function;

/**
 * Another make of something that the loop or a task relies on. The usual one is what there is;
 * others are wrong on purpose, to prove that the checker notices.
 */
public interface Variation {

  /** Everything as it is. */
  Variation NONE = new Variation() {};

  /** How an operator writes status. */
  default StatusWriter status(StatusWriter usual, ApiServer server) {
    return usual;
  }

  /** How an operator decides. */
  default Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
    return usual;
  }

  /** How an operator calls tasks. */
  default TaskClient tasks(TaskClient usual) {
    return usual;
  }

  /** The deep storage of an operator. */
  default DeepStorage ofOperator(DeepStorage usual, SharedStorage storage) {
    return usual;
  }

  /** The deep storage of a task. */
  default DeepStorage ofTask(DeepStorage usual, SharedStorage storage) {
    return usual;
  }

  /** What a task is told by its specification. */
  default TaskSettings ofTask(TaskSettings usual) {
    return usual;
  }

  /** How a task reads the stream, and asks about it. */
  default StreamAccess ofTask(StreamAccess usual) {
    return usual;
  }

  /** Whether an operator may do what no write of status guards. */
  default Leadership leadership(Leadership usual) {
    return usual;
  }

  /** Rules that the checker does not look at, so that another one shows. */
  default Set<Rule> unwatched() {
    return Set.of();
  }
}
