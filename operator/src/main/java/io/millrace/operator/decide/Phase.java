package io.millrace.operator.decide;

/**
 * Where a generation of a task group is. Each is left for one below it only.
 *
 * <ul>
 *   <li>A generation without a predecessor that reads begins as {@code READING}.
 *   <li>{@code CHECKPOINTING} goes back to {@code READING}.
 * </ul>
 */
public enum Phase {
  /** Its Pod is started ahead; it has no start yet. Left when its predecessor's end is recorded. */
  STANDBY,
  /** It has a start and reads on without an end. Left at rollover, suspension or deletion. */
  READING,
  /**
   * It was told to pause so that its positions can be taken as a checkpoint. Left when that is
   * recorded, or when its end is wanted instead.
   */
  CHECKPOINTING,
  /** It was told to pause so that its positions can be taken. Left when its end is recorded. */
  PAUSING,
  /**
   * Its end is recorded: it reads up to it and prepares. Left when the committed positions reach
   * the end.
   */
  FINISHING,
  /** Its end is committed. It leaves the list when its Pods are gone. */
  COMMITTED;

  /** Whether an end is still to come. */
  public boolean isOpen() {
    return isReadingOn() || this == PAUSING;
  }

  /** Whether it reads until somebody ends it, interrupted by checkpoints at most. */
  public boolean isReadingOn() {
    return this == READING || this == CHECKPOINTING;
  }

  /** Whether its tasks are to stand still. */
  boolean isPaused() {
    return this == CHECKPOINTING || this == PAUSING;
  }

  /** The state as it is written in status, such as {@code Reading}. */
  public String text() {
    return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }

  /** The inverse of {@link #text}. */
  public static Phase of(String text) {
    return valueOf(text.toUpperCase(java.util.Locale.ROOT));
  }
}
