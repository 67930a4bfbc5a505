package io.millrace.quickstart.testrecord;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Prints the summary; the build calls it when all tests have run. */
public final class TestSummaryMain {

  private TestSummaryMain() {}

  /** Expects the time when the build began, the project's folder and this module's. */
  public static void main(String[] args) throws IOException {
    Instant begin = Instant.parse(args[0]);
    List<ClassReport> reports = ClassReport.since(begin, Path.of(args[1]));
    List<String> servers = ServersUsed.since(begin, Path.of(args[2]));
    new TestSummary(reports, servers).lines().forEach(System.out::println);
  }
}
