package io.millrace.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Seeds, one schedule each.
 *
 * @param from the first
 * @param to the last
 */
public record SeedRange(long from, long to) {

  private static final Pattern FORM = Pattern.compile("(\\d+)(?:\\.\\.(\\d+))?");

  public SeedRange {
    if (to < from) {
      throw new IllegalArgumentException(
          "found %d..%d; expected the smaller seed first".formatted(from, to));
    }
  }

  /**
   * From {@code FROM..TO}, or a single number.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static SeedRange parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "found '%s'; expected seeds as FROM..TO, such as 1..5000, or one seed".formatted(text));
    }
    long from = Long.parseLong(matcher.group(1));
    return new SeedRange(from, matcher.group(2) == null ? from : Long.parseLong(matcher.group(2)));
  }
}
