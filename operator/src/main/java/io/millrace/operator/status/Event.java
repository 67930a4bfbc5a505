package io.millrace.operator.status;

import io.millrace.operator.Reason;

/**
 * Something that people are told.
 *
 * @param warning whether it is trouble
 * @param reason one word
 * @param note a sentence; what is beyond 1,024 characters is cut off
 */
public record Event(boolean warning, Reason reason, String note) {

  private static final int LONGEST_NOTE = 1_024;

  public Event {
    note = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
  }
}
