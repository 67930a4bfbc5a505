package io.millrace.operator.task;

import io.millrace.operator.decide.Action;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands assignments to tasks, beside the loop. One that a Pod has is not sent again; one that did
 * not arrive is, after a while. Safe for use by several threads.
 */
public final class AssignmentSender {

  private static final Logger LOG = LoggerFactory.getLogger(AssignmentSender.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final TaskClient client;
  private final TaskAddresses addresses;
  private final Scheduler scheduler;
  private final Runnable changed;
  private final Map<String, Action.Assign> sentByUid = new ConcurrentHashMap<>();

  /**
   * @param changed called when an assignment did not arrive, so that the loop plans it again
   */
  public AssignmentSender(
      TaskClient client, TaskAddresses addresses, Scheduler scheduler, Runnable changed) {
    this.client = client;
    this.addresses = addresses;
    this.scheduler = scheduler;
    this.changed = changed;
  }

  /** Sends it, unless that Pod has it already, at that address, or it is on its way. */
  public void send(Action.Assign action) {
    Action.Assign before = sentByUid.put(action.uid(), action);
    if (!action.equals(before)) {
      scheduler.execute(() -> deliver(action));
    }
  }

  /** Forgets Pods that are gone. */
  public void keepOnly(Set<String> podUids) {
    sentByUid.keySet().retainAll(podUids);
  }

  private void deliver(Action.Assign action) {
    try {
      client.assign(addresses.of(action.uid(), action.address()), action.assignment());
    } catch (TaskCallException e) {
      LOG.atInfo()
          .addKeyValue("pod", action.name())
          .addKeyValue("assignment", action.assignment().number())
          .addKeyValue("kind", e.kind())
          .log("An assignment did not arrive: {}", e.getMessage());
      scheduler.after(
          RETRY,
          () -> {
            sentByUid.remove(action.uid(), action);
            changed.run();
          });
    }
  }
}
