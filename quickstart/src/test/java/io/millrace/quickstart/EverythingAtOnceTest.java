package io.millrace.quickstart;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 6, 14, 16, 22, 34, 42, 47 and 57, all at once: the number of task groups, the spec
 * and the partitions change while brokers, tasks and the operator die. {@link SoakTest} does the
 * same for longer.
 */
class EverythingAtOnceTest {

  @Test
  void eachEventIsPublishedOnceWhateverChangesAndWhateverIsKilled() throws Exception {
    EverythingAtOnce.run("everything-at-once", Duration.ZERO);
  }
}
