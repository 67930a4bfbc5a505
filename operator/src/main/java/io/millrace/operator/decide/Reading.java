package io.millrace.operator.decide;

import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;

/** Whether a generation's partitions are read, as far as this operator knows. */
public enum Reading {
  /** A task of it says that it reads, or stands still for a moment because it was told to. */
  READS,
  /** A task of it runs that this operator has not heard yet, or cannot hear. */
  UNHEARD,
  /** No task of it is there that reads. */
  NOBODY;

  /** That of the replica that fares best. */
  public static Reading of(Observation observation, TaskGroup group, Generation generation) {
    return observation.presentPods(group, generation).stream()
        .map(pod -> of(observation, pod))
        .min(Reading::compareTo)
        .orElse(NOBODY);
  }

  private static Reading of(Observation observation, ObservedPod pod) {
    Unanswered unanswered = pod.unanswered();
    if (pod.phase() != ObservedPod.Phase.RUNNING) {
      return NOBODY;
    }
    if (unanswered != null && LostTouch.isSilent(pod, observation.now())) {
      return unanswered.isOutOfReach() ? NOBODY : UNHEARD;
    }
    return pod.report() == null ? UNHEARD : of(observation, pod.report());
  }

  /**
   * One that stands before the beginning of the stream is about to notice, and ends; one whose
   * event times are over waits for later ones.
   */
  private static Reading of(Observation observation, Report report) {
    boolean reads = report.state() == TaskState.READING || report.state() == TaskState.PAUSED;
    boolean waits =
        report.messageTimeWanted() != null
            || LostRangeRules.isPassed(observation, Positions.of(report.positions()));
    return reads && !waits ? READS : NOBODY;
  }
}
