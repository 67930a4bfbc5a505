package io.millrace.runner.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runner.life.Reasons;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {

  @ParameterizedTest
  @EnumSource(names = {"UNREACHABLE", "UNKNOWN_STREAM", "AUTHORIZATION", "OTHER"})
  void whatOthersMayRepairIsTriedAgain(Kind kind) {
    assertThat(Problems.mayHeal(new StreamException(kind, "text", null))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTHENTICATION", "CONFIGURATION", "POSITION_OUT_OF_RANGE"})
  void whatThisProcessWasGivenIsNot(Kind kind) {
    assertThat(Problems.mayHeal(new StreamException(kind, "text", null))).isFalse();
  }

  @Test
  void aFailureWithoutTextIsTold() {
    assertThat(Problems.internal(new StackOverflowError()))
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reasons.INTERNAL_ERROR);
              assertThat(problem.message()).contains("StackOverflowError");
            });
  }
}
