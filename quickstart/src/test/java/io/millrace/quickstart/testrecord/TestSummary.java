package io.millrace.quickstart.testrecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The last lines of a build.
 *
 * @param reports of all its test classes
 * @param servers API servers that the tests of this module started
 */
record TestSummary(List<ClassReport> reports, List<String> servers) {

  /** Part of the reason with which tests are skipped that need a real API server. */
  private static final String WANTS_API_SERVER = "kube-apiserver";

  /** Part of the reason with which tests are skipped that need an S3 server. */
  private static final String WANTS_S3 = "S3 emulator";

  List<String> lines() {
    if (reports.isEmpty()) {
      return List.of("No tests were run.");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "Tests: %d run, %d skipped."
            .formatted(
                reports.stream().mapToInt(ClassReport::run).sum(),
                reports.stream().mapToInt(report -> report.skipped().size()).sum()));
    lines.add("API server of the end-to-end and Pod runner tests: " + apiServers());
    lines.add("S3 server: " + s3());
    classesByReason()
        .forEach(
            (reason, classes) ->
                lines.add("Skipped: %s. Reason: %s".formatted(String.join(", ", classes), reason)));
    return List.copyOf(lines);
  }

  private String apiServers() {
    String used = servers.isEmpty() ? "none was started" : String.join("; ", servers);
    long skipped = skippedFor(WANTS_API_SERVER);
    return skipped == 0
        ? "%s. No test was skipped for want of a real one.".formatted(used)
        : "%s. Skipped for want of a real one: %d.".formatted(used, skipped);
  }

  private String s3() {
    long skipped = skippedFor(WANTS_S3);
    if (skipped > 0) {
      return "none was there. Skipped for want of it: %d.".formatted(skipped);
    }
    int run =
        reports.stream()
            .filter(report -> report.name().matches("S3DeepStorage.*|DeepStorageOnS3.*"))
            .mapToInt(ClassReport::run)
            .sum();
    return run == 0
        ? "no test of this build used one."
        : "gofakes3. Tests on it: %d.".formatted(run);
  }

  private long skippedFor(String want) {
    return reports.stream()
        .flatMap(report -> report.skipped().stream())
        .filter(reason -> reason.contains(want))
        .count();
  }

  private Map<String, TreeSet<String>> classesByReason() {
    Map<String, TreeSet<String>> classes = new TreeMap<>();
    for (ClassReport report : reports) {
      for (String reason : report.skipped()) {
        classes
            .computeIfAbsent(reason, unused -> new TreeSet<>())
            .add(report.module() + "/" + report.name());
      }
    }
    return classes;
  }
}
