package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.TaskError;
import io.millrace.protocol.VirtualScheduler;
import io.millrace.runner.life.Problem;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorLogTest {

  private final VirtualScheduler time = new VirtualScheduler();
  private final ErrorLog errors = new ErrorLog(time);

  @Test
  void ofOneReasonTheNewestIsKeptWithItsTime() {
    errors.add(new Problem("A", "first"));
    errors.add(new Problem("B", "other"));
    time.advance(Duration.ofSeconds(3));
    errors.add(new Problem("A", "second"));

    assertThat(errors.newest())
        .extracting(TaskError::reason, TaskError::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("B", "other"),
            org.assertj.core.groups.Tuple.tuple("A", "second"));
    assertThat(errors.newest().getLast().time()).isEqualTo(time.instant());
  }

  @Test
  void theOldestGoesWhenThereAreTooMany() {
    IntStream.rangeClosed(0, ErrorLog.CAPACITY)
        .forEach(number -> errors.add(new Problem("R" + number, "text")));

    assertThat(errors.newest())
        .hasSize(ErrorLog.CAPACITY)
        .extracting(TaskError::reason)
        .startsWith("R1")
        .endsWith("R" + ErrorLog.CAPACITY);
  }
}
