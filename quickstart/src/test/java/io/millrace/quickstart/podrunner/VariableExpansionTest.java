package io.millrace.quickstart.podrunner;

import static io.millrace.quickstart.podrunner.VariableExpansion.expand;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VariableExpansionTest {

  private static final Map<String, String> VARIABLES = Map.of("A", "1", "B", "$(A)", "C", "x$y\\");

  @Test
  void knownNamesAreReplacedOnce() {
    assertThat(expand("-a=$(A) -b=$(B) $(C)", VARIABLES)).isEqualTo("-a=1 -b=$(A) x$y\\");
  }

  @Test
  void unknownNamesStay() {
    assertThat(expand("$(D) $A ${A} $(", VARIABLES)).isEqualTo("$(D) $A ${A} $(");
  }

  @Test
  void doubledDollarEscapes() {
    assertThat(expand("$$(A) $$", VARIABLES)).isEqualTo("$(A) $");
  }
}
