package io.millrace.simulator.check;

import io.millrace.protocol.MessageTimeBounds;
import java.util.Objects;

/** Compares what generations and manifests accept. */
final class MessageTimes {

  private MessageTimes() {}

  static boolean isLater(MessageTimeBounds bounds, MessageTimeBounds before) {
    return Objects.equals(bounds.minimum(), before.minimum())
        && bounds.maximum() != null
        && before.maximum() != null
        && bounds.maximum().isAfter(before.maximum());
  }
}
