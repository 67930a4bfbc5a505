package io.millrace.protocol;

/**
 * Where a task is in its life. The names are those of Druid's task status, with {@code READY} and
 * what follows a publish.
 */
public enum TaskState {
  /** The process is up and has not yet begun to prepare for work. */
  NOT_STARTED,
  /** It is checking its spec and connecting to the stream and to deep storage. */
  STARTING,
  /** Connected, waiting for start positions: a warm standby. */
  READY,
  /** Reading rows. */
  READING,
  /** Not reading, at positions that do not move, because the assignment said so. */
  PAUSED,
  /** Its end is known: it reads what is left up to it, then pushes and writes the manifest. */
  PUBLISHING,
  /** Everything up to its end is prepared; it waits for the acknowledgement. */
  PREPARED,
  /**
   * Everything that it prepared is final, or it was told to stop. It is about to exit with status
   * 0.
   */
  COMPLETED,
  /**
   * It cannot go on and is about to exit with a status other than 0; {@link Report#errors()} says
   * why.
   */
  FAILED
}
