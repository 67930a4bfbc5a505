package io.millrace.quickstart.podrunner;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code $(NAME)} by the value of a variable, as Kubernetes does in command, arguments and
 * environment: unknown names stay as they are, and {@code $$} stands for {@code $}.
 */
final class VariableExpansion {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]*)\\)");

  private VariableExpansion() {}

  static String expand(String text, Map<String, String> variables) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(replacement(match.group(), match.group(1), variables)));
  }

  private static String replacement(
      String whole, @Nullable String name, Map<String, String> variables) {
    if (name == null) {
      return "$";
    }
    return variables.getOrDefault(name, whole);
  }
}
