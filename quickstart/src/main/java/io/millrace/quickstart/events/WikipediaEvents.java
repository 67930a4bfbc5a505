package io.millrace.quickstart.events;

import io.millrace.quickstart.events.WikipediaEvent.Country;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes event number <i>n</i> from a seed, the same each time. Few pages and users are edited and
 * seen often, most rarely; event times lie within three hours around a given time.
 */
public final class WikipediaEvents {

  private static final int PAGES = 60_000;
  private static final int USERS = 15_000;
  private static final Duration BEFORE = Duration.ofHours(2);
  private static final Duration SPAN = Duration.ofHours(3);
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private static final List<String> CHANNELS =
      List.of(
          "#en.wikipedia",
          "#de.wikipedia",
          "#fr.wikipedia",
          "#ja.wikipedia",
          "#ru.wikipedia",
          "#vi.wikipedia");
  private static final List<String> NAMESPACES =
      List.of("Main", "Main", "Main", "Talk", "User", "Wikipedia");
  private static final List<String> SUBJECTS =
      List.of(
          "River",
          "Zürich",
          "Castle \"Alt\"",
          "東京",
          "Mill",
          "Московский вокзал",
          "Ångström",
          "Bridge",
          "Opera",
          "Comet");
  private static final List<String> COMMENTS =
      List.of(
          "typo",
          "added a source",
          "reverted vandalism",
          "/* History */ new section",
          "removed dead link",
          "updated figures");
  private static final List<Country> COUNTRIES =
      List.of(
          new Country("US", "United States"),
          new Country("DE", "Germany"),
          new Country("JP", "Japan"),
          new Country("CI", "Côte d'Ivoire"),
          new Country("VN", "Vietnam"));

  private final long seed;
  private final Instant from;

  public WikipediaEvents(long seed, Instant around) {
    this.seed = seed;
    this.from = around.minus(BEFORE).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The event of a number from 0. */
  public WikipediaEvent event(long number) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number * GOLDEN_RATIO);
    int page = skewed(random, PAGES);
    int user = skewed(random, USERS);
    boolean anonymous = random.nextInt(4) == 0;
    return new WikipediaEvent(
        from.plusMillis(random.nextLong(SPAN.toMillis())),
        pick(CHANNELS, random),
        pick(NAMESPACES, random),
        SUBJECTS.get(page % SUBJECTS.size()) + " " + page,
        anonymous
            ? "10.%d.%d.%d".formatted(user >> 16, (user >> 8) & 255, user & 255)
            : "User" + user,
        anonymous ? pick(COUNTRIES, random) : Country.NONE,
        pick(COMMENTS, random) + " " + random.nextInt(1_000_000),
        random.nextInt(5) == 0,
        random.nextInt(20) == 0,
        skewed(random, 5_000),
        skewed(random, 2_000));
  }

  private static int skewed(SplittableRandom random, int bound) {
    double share = random.nextDouble();
    return (int) (bound * share * share * share);
  }

  private static <T> T pick(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
