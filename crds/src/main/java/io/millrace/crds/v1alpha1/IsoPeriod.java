package io.millrace.crds.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Periods as specs write them: ISO 8601 with weeks, days, hours, minutes and seconds, such as
 * {@code PT30S} or {@code P1W}.
 */
public final class IsoPeriod {

  private static final Pattern PERIOD = Pattern.compile(Patterns.PERIOD);
  private static final Pattern WEEKS = Pattern.compile("^P([0-9]+)W(.*)$");

  private IsoPeriod() {}

  /**
   * The length of {@code period}.
   *
   * @throws IllegalArgumentException when it is malformed, or has months or years, whose length is
   *     not fixed
   */
  public static Duration parse(String period) {
    if (!PERIOD.matcher(period).matches()) {
      throw new IllegalArgumentException(
          "found '%s'; expected an ISO 8601 period of weeks, days, hours, minutes and seconds, such as PT30S or P1D"
              .formatted(period));
    }
    Matcher weeks = WEEKS.matcher(period);
    if (!weeks.matches()) {
      return Duration.parse(period);
    }
    Duration rest = weeks.group(2).isEmpty() ? Duration.ZERO : Duration.parse("P" + weeks.group(2));
    return Duration.ofDays(7).multipliedBy(Long.parseLong(weeks.group(1))).plus(rest);
  }
}
