package io.millrace.segments.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the name that was probably meant. */
final class NearestName {

  private NearestName() {}

  /** The closest of the known names, when it is close enough for a typing error. */
  static Optional<String> of(String found, Collection<String> known) {
    String wanted = normal(found);
    return known.stream()
        .filter(name -> distance(wanted, normal(name)) <= Math.max(1, wanted.length() / 3))
        .min(
            Comparator.<String>comparingInt(name -> distance(wanted, normal(name)))
                .thenComparing(name -> name));
  }

  /** {@code did you mean 'x'? Known: …}, or only the known names. */
  static String hint(String found, Collection<String> known) {
    String all = known.stream().sorted().collect(Collectors.joining(", "));
    String meant = of(found, known).map(name -> "did you mean '" + name + "'? ").orElse("");
    return meant + "Known: " + all;
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
