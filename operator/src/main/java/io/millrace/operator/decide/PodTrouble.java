package io.millrace.operator.decide;

import io.millrace.operator.Reason;

/**
 * Why a Pod cannot be created, does not start, or has failed.
 *
 * @param reason what kind of trouble: different where somebody would do something else about it
 * @param message what was found and what to do
 */
public record PodTrouble(Reason reason, String message) {

  /** Of a Pod that failed and does not say why. */
  static final PodTrouble UNKNOWN = failed("it does not say why; its log may");

  /** Whether there is no room for the Pod, which may come when other Pods go. */
  boolean isLackOfRoom() {
    return reason == Reason.PodUnschedulable || reason == Reason.QuotaExceeded;
  }

  /** Trouble that its message alone tells from others. */
  public static PodTrouble failed(String message) {
    return new PodTrouble(Reason.PodFailed, message);
  }
}
