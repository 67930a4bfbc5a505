package io.millrace.operator.supervisor;

import io.millrace.operator.act.DeepStorageOpener;
import io.millrace.operator.act.Leadership;
import io.millrace.operator.act.PodWriter;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.observe.PodCache;
import io.millrace.operator.observe.RevisionStore;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.quota.NamespaceQuotas;
import io.millrace.operator.status.EventSink;
import io.millrace.operator.stream.StreamOpener;
import io.millrace.operator.task.TaskAddresses;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskClient;

/**
 * The world as the loop knows it.
 *
 * @param status writes status
 * @param pods creates and deletes Pods
 * @param podCache the Pods that there are
 * @param revisions accepted specs
 * @param events where events go
 * @param streams opens streams
 * @param deepStorage opens deep storage
 * @param tasks calls tasks
 * @param taskAddresses how the tasks of a supervisor are reached
 * @param quotas knows the quotas of namespaces
 * @param leadership whether this process may act
 * @param specCheck checks specs
 * @param trigger asks for an iteration
 * @param scheduler time, delays and work beside the loop
 * @param installationId id of the installation
 */
public record Ports(
    StatusWriter status,
    PodWriter pods,
    PodCache podCache,
    RevisionStore revisions,
    EventSink events,
    StreamOpener streams,
    DeepStorageOpener deepStorage,
    TaskClient tasks,
    AddressBook taskAddresses,
    NamespaceQuotas quotas,
    Leadership leadership,
    SpecCheck specCheck,
    Trigger trigger,
    Scheduler scheduler,
    String installationId) {

  /** How the tasks of each supervisor are reached. */
  @FunctionalInterface
  public interface AddressBook {
    TaskAddresses of(SupervisorKey supervisor);
  }
}
