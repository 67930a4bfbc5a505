package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.quickstart.cluster.Checkout;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Long runs with random kills; {@code ./mvnw -Psoak -pl quickstart -am verify}. */
@EnabledIfSystemProperty(
    named = "millrace.soak",
    matches = "true",
    disabledReason = "long: runs with -Psoak")
class SoakTest {

  @Test
  void chaosForManyRolloversLosesAndRepeatsNothing() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    Demonstration.Options options =
        new Demonstration.Options(
            1_500_000,
            2_000,
            8,
            2,
            Duration.ofSeconds(20),
            System.nanoTime(),
            true,
            Duration.ofMinutes(5));
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    assertThat(new Demonstration(test.cluster(), options, out).run(Checkout.find()))
        .as("seed %d", options.seed())
        .isTrue();
  }

  @Test
  void whateverChangesForMinutesUnderChaosEachEventIsPublishedOnce() throws Exception {
    EverythingAtOnce.run("everything-for-long", Duration.ofMinutes(5));
  }
}
