package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewFindingsTest {

  private static final Finding TOPIC = new Finding(Reason.TopicChanged, "a topic is gone", false);
  private static final Finding QUOTA = new Finding(Reason.QuotaTooSmall, "no room for 4", false);

  private final NewFindings found = new NewFindings();
  private Instant now = Instant.parse("2026-11-25T10:00:00Z");

  @Test
  void whatIsFoundBesideSomethingWorseIsToldOnce() {
    after(Duration.ZERO, TOPIC);

    assertThat(after(Duration.ofSeconds(1), TOPIC, QUOTA))
        .containsExactly(new Event(true, Reason.QuotaTooSmall, "no room for 4"));
    assertThat(after(Duration.ofMinutes(9), TOPIC, QUOTA)).isEmpty();
    assertThat(after(Duration.ofMinutes(9), TOPIC, QUOTA)).isEmpty();
  }

  @Test
  void ofSeveralFindingsOfAReasonTheFirstIsTold() {
    after(Duration.ZERO);
    Finding other = new Finding(Reason.QuotaTooSmall, "no room for 5", false);

    assertThat(after(Duration.ofSeconds(1), QUOTA, other))
        .extracting(Event::note)
        .containsExactly("no room for 4");
  }

  @Test
  void whatComesAndGoesIsToldAgainOnlyAfterAWhile() {
    after(Duration.ZERO);
    assertThat(after(Duration.ofSeconds(1), QUOTA)).hasSize(1);
    after(Duration.ofSeconds(1));
    assertThat(after(Duration.ofMinutes(9), QUOTA)).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(after(Duration.ofMinutes(10), QUOTA)).hasSize(1);
  }

  @Test
  void whatAnOperatorFindsWhenItStartsWasToldBefore() {
    assertThat(after(Duration.ZERO, TOPIC, QUOTA)).isEmpty();
    assertThat(after(Duration.ofSeconds(1), TOPIC, QUOTA)).isEmpty();
  }

  private List<Event> after(Duration duration, Finding... findings) {
    now = now.plus(duration);
    return found.of(List.of(findings), now);
  }
}
