package io.millrace.quickstart.podrunner;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces paths inside a container by the folders that stand for them. A path counts only where it
 * begins a path ({@code -Dx=/tmp/y} but not {@code http://host/tmp}) and ends at a separator or at
 * the end of the path. The longest one wins, and what was put in is not looked at again.
 */
final class PathMapping {

  private static final String PATH_CHARACTER = "[A-Za-z0-9._/-]";
  private static final String NAME_CHARACTER = "[A-Za-z0-9._-]";

  private final Map<String, Path> folders;
  private final Pattern pattern;

  /**
   * @param folders folder by absolute path inside the container, at least one
   */
  PathMapping(Map<String, Path> folders) {
    this.folders = new LinkedHashMap<>();
    folders.forEach((inside, folder) -> this.folders.put(withoutTrailingSlash(inside), folder));
    String alternatives =
        this.folders.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.pattern =
        Pattern.compile(
            "(?<!" + PATH_CHARACTER + ")(" + alternatives + ")(?!" + NAME_CHARACTER + ")");
  }

  String apply(String text) {
    return pattern
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(String.valueOf(folders.get(match.group(1)))));
  }

  private static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
