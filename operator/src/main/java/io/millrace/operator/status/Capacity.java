package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.operator.observe.AcceptedSpec;

/**
 * What a supervisor needs room for.
 *
 * @param workers Druid's rule of thumb: reading and publishing tasks of every replica
 * @param pods the most that really exist at a time: those that read, those that finish, and the
 *     standbys of one group
 */
public record Capacity(long workers, long pods) {

  public static Capacity of(AcceptedSpec spec) {
    ResolvedIoConfig io = new ResolvedIoConfig(spec.spec().ioConfig());
    long replicas = io.replicas();
    long taskCount = io.taskCount();
    long finishing = Math.min(io.stopTaskCount(), taskCount);
    return new Capacity(2 * replicas * taskCount, replicas * (taskCount + finishing + 1));
  }
}
