package io.millrace.simulator.cluster;

import io.millrace.operator.decide.ObservedPod.Phase;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.task.TaskPod;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A Pod as the API server has it. */
final class SimulatedPod {

  private final String uid;
  private final TaskPod request;
  private final Instant createdAt;
  private Phase phase = Phase.PENDING;
  private @Nullable Duration grace;
  private @Nullable String address;
  private @Nullable PodTrouble trouble;

  SimulatedPod(String uid, TaskPod request, Instant createdAt) {
    this.uid = uid;
    this.request = request;
    this.createdAt = createdAt;
  }

  String name() {
    return request.name().toString();
  }

  String uid() {
    return uid;
  }

  String ownerUid() {
    return request.supervisorUid();
  }

  TaskPod request() {
    return request;
  }

  Phase phase() {
    return phase;
  }

  boolean isTerminating() {
    return grace != null;
  }

  boolean hasEnded() {
    return phase.hasEnded();
  }

  void running(String at) {
    phase = Phase.RUNNING;
    address = at;
    trouble = null;
  }

  /** Whether the process that is known to be in it answers there. */
  boolean answersAt(String where) {
    return where.equals(address);
  }

  void ended(Phase last, @Nullable PodTrouble why) {
    phase = last;
    trouble = why;
  }

  void stuck(PodTrouble why) {
    trouble = why;
  }

  void terminatingWithin(Duration period) {
    grace = period;
  }

  PodFacts facts() {
    return new PodFacts(
        name(), uid, request.supervisorUid(), phase, grace, createdAt, createdAt, address, trouble);
  }
}
