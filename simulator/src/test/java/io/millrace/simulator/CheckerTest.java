package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker can fail: each rule that is switched off, and each broken promise, is noticed. */
class CheckerTest {

  private static final long MOST_SEEDS = 20;

  @ParameterizedTest
  @EnumSource(Fault.class)
  void faultIsNoticedBeforeLong(Fault fault) {
    boolean noticed =
        LongStream.rangeClosed(1, MOST_SEEDS)
            .anyMatch(seed -> fault.isNoticedBy(fault.run(seed).violations()));

    assertThat(noticed).as("%s is noticed within %d seeds", fault, MOST_SEEDS).isTrue();
  }
}
