package io.millrace.protocol;

/**
 * Versions of what is written down or sent; each file and message carries the one that it was
 * written with.
 */
public final class ProtocolVersion {

  /**
   * Version of assignment and report. An operator speaks to tasks of the previous minor release.
   */
  public static final int TASK_PROTOCOL = 1;

  /** Version of manifests, ledger entries, snapshots and {@code owner.json}. */
  public static final int FORMAT = 1;

  private ProtocolVersion() {}
}
