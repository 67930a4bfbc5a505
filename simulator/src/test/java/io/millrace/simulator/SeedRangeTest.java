package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeedRangeTest {

  @Test
  void isReadFromItsForms() {
    assertThat(SeedRange.parse("1..5000")).isEqualTo(new SeedRange(1, 5_000));
    assertThat(SeedRange.parse("94")).isEqualTo(new SeedRange(94, 94));
  }

  @Test
  void saysWhatItExpects() {
    assertThatThrownBy(() -> SeedRange.parse("1-5")).hasMessageContainingAll("'1-5'", "FROM..TO");
    assertThatThrownBy(() -> SeedRange.parse("5..1")).hasMessageContaining("smaller seed first");
  }
}
