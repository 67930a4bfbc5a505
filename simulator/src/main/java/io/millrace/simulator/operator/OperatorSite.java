package io.millrace.simulator.operator;

import io.millrace.simulator.Variation;
import io.millrace.simulator.check.ActionCheck;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.fault.Faults;
import io.millrace.simulator.fault.Trace;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.simulator.task.TaskHost;
import io.millrace.simulator.task.TaskNetwork;
import io.millrace.simulator.time.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * What the operators of a schedule share.
 *
 * @param time time
 * @param faults what goes wrong
 * @param trace what happened
 * @param server the API server
 * @param lease the lease
 * @param storage deep storage
 * @param stream the stream
 * @param host where tasks are
 * @param outage which tasks cannot be reached
 * @param witness sees assignments
 * @param actions judges what operators do
 * @param variation what is different on purpose
 * @param random numbers of their own
 * @param failures told of work that failed in a process
 */
public record OperatorSite(
    VirtualTime time,
    Faults faults,
    Trace trace,
    ApiServer server,
    Lease lease,
    SharedStorage storage,
    GeneratedStream stream,
    TaskHost host,
    TaskNetwork.Outage outage,
    TaskNetwork.Witness witness,
    ActionCheck actions,
    Variation variation,
    SplittableRandom random,
    BiConsumer<String, RuntimeException> failures) {

  /** How long publishing may take once the supervisor is being deleted. */
  public static final Duration DELETION_TIMEOUT = Duration.ofMinutes(2);
}
