package io.millrace.operator.status;

import io.millrace.operator.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Something that people are told.
 *
 * @param warning whether it is trouble
 * @param reason one word
 * @param note a sentence; what is beyond 1,024 bytes of UTF-8, which is all that the API server
 *     takes, is cut off
 */
public record Event(boolean warning, Reason reason, String note) {

  private static final int LONGEST_NOTE = 1_024;
  private static final String CUT = "…";

  public Event {
    note = length(note) <= LONGEST_NOTE ? note : beginning(note) + CUT;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whole characters, as many as fit before the sign that some are missing. */
  private static String beginning(String note) {
    CharBuffer rest = CharBuffer.wrap(note);
    ByteBuffer room = ByteBuffer.allocate(LONGEST_NOTE - length(CUT));
    StandardCharsets.UTF_8.newEncoder().encode(rest, room, true);
    return note.substring(0, rest.position());
  }
}
