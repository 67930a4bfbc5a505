package io.millrace.simulator.operator;

import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.fault.Faults;
import java.time.Duration;

/** One replica of the operator's Deployment: a process, and another one after that has ended. */
public final class OperatorReplica {

  private static final Duration LONGEST_RESTART = Duration.ofSeconds(20);

  private final String name;
  private final OperatorSite site;
  private OperatorNode node;
  private int starts;

  public OperatorReplica(String name, OperatorSite site) {
    this.name = name;
    this.site = site;
    this.node = start();
  }

  /** Its process is killed. */
  public void kill() {
    site.trace().note(node.process().name(), () -> "SIGKILL");
    node.process().kill();
  }

  private OperatorNode start() {
    OperatorNode created = new OperatorNode(name + ++starts, site);
    created.process().onDeath(() -> ended(created));
    created.start();
    return created;
  }

  private void ended(OperatorNode old) {
    old.close();
    Faults faults = site.faults();
    Duration wait =
        faults.isHealed()
            ? Duration.ofSeconds(1)
            : faults.upTo(FaultKind.OPERATOR_CRASH, LONGEST_RESTART);
    site.time().after(wait, () -> node = start());
  }
}
