package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void itDoublesUpToTheMost() {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    assertThat(backoff.after(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff.after(2)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.after(6)).isEqualTo(Duration.ofSeconds(16));
    assertThat(backoff.after(7)).isEqualTo(Duration.ofSeconds(30));
    assertThat(backoff.after(1_000_000)).isEqualTo(Duration.ofSeconds(30));
  }
}
