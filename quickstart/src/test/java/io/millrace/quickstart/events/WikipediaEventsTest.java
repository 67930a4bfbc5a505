package io.millrace.quickstart.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WikipediaEventsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void sameSeedMakesTheSameEvents() {
    WikipediaEvents one = new WikipediaEvents(7, NOON);
    WikipediaEvents again = new WikipediaEvents(7, NOON);
    WikipediaEvents other = new WikipediaEvents(8, NOON);

    assertThat(LongStream.range(0, 100).mapToObj(one::event))
        .containsExactlyElementsOf(LongStream.range(0, 100).mapToObj(again::event).toList());
    assertThat(one.event(1)).isNotEqualTo(other.event(1)).isNotEqualTo(one.event(2));
  }

  @Test
  void tallyCountsWhatTheJsonSays() throws IOException {
    WikipediaEvents events = new WikipediaEvents(1, NOON);
    EventTally tally = new EventTally();
    long added = 0;
    long delta = 0;
    Set<String> users = new HashSet<>();
    for (int number = 0; number < 5_000; number++) {
      WikipediaEvent event = events.event(number);
      tally.add(event);
      JsonNode json = new ObjectMapper().readTree(event.json());
      added += json.path("added").asLong();
      delta += json.path("added").asLong() - json.path("deleted").asLong();
      users.add(json.path("user").asText());
    }

    EventTotals totals = tally.totals();

    assertThat(totals.rows()).isEqualTo(5_000);
    assertThat(totals.added()).isEqualTo(added);
    assertThat(totals.delta()).isEqualTo(delta).isEqualTo(totals.added() - totals.deleted());
    assertThat(totals.users()).isEqualTo(users.size()).isBetween(100L, 4_999L);
  }

  @Test
  void eventTimesLieWithinThreeHoursAroundTheGivenTime() {
    WikipediaEvents events = new WikipediaEvents(1, NOON);

    assertThat(LongStream.range(0, 2_000).mapToObj(events::event))
        .allMatch(
            event ->
                !event.time().isBefore(NOON.minusSeconds(7_200))
                    && event.time().isBefore(NOON.plusSeconds(3_600)));
  }
}
