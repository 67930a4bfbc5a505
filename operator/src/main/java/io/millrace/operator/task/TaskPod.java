package io.millrace.operator.task;

import io.millrace.operator.decide.PodName;
import io.millrace.operator.observe.AcceptedSpec;

/**
 * A Pod that is to be created.
 *
 * @param namespace where
 * @param supervisorUid UID of the supervisor that will own it
 * @param name its name
 * @param epoch fence number of its group
 * @param replicas how many tasks its generation has
 * @param spec the spec that its generation runs under
 */
public record TaskPod(
    String namespace,
    String supervisorUid,
    PodName name,
    long epoch,
    int replicas,
    AcceptedSpec spec) {}
