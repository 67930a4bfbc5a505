package io.millrace.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.decide.ObservedPod;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndingsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

  private Instant now = NOW;
  private final Endings endings = new Endings(() -> now);

  @Test
  void aDeletedPodHasItsGracePeriodFromWhenThatWasFirstSeen() {
    assertThat(endings.of(pod("a", null))).isNull();

    now = NOW.plusSeconds(7);
    assertThat(endings.of(pod("a", Duration.ofSeconds(30)))).isEqualTo(NOW.plusSeconds(37));
    now = NOW.plusSeconds(20);
    assertThat(endings.of(pod("a", Duration.ofSeconds(30)))).isEqualTo(NOW.plusSeconds(37));
    assertThat(endings.of(pod("b", Duration.ofSeconds(30)))).isEqualTo(NOW.plusSeconds(50));
  }

  @Test
  void aShorterGracePeriodCountsFromTheSameInstant() {
    endings.of(pod("a", Duration.ofSeconds(30)));
    now = NOW.plusSeconds(20);

    assertThat(endings.of(pod("a", Duration.ofSeconds(1)))).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void onlyPodsThatAreThereAreRemembered() {
    endings.of(pod("a", Duration.ZERO));
    endings.of(pod("b", Duration.ZERO));

    endings.keepOnly(Set.of("b"));

    now = NOW.plusSeconds(20);
    assertThat(endings.of(pod("a", Duration.ZERO))).isEqualTo(now);
    assertThat(endings.of(pod("b", Duration.ZERO))).isEqualTo(NOW);
  }

  private static PodFacts pod(String uid, @Nullable Duration grace) {
    return new PodFacts(
        "events-0-0-0", uid, "owner", ObservedPod.Phase.RUNNING, grace, NOW, NOW, null, null);
  }
}
