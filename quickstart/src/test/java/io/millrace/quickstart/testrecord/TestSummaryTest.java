package io.millrace.quickstart.testrecord;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSummaryTest {

  private static final String NO_SERVER = "No kube-apiserver in /none: run bin/envtest.";
  private static final String NO_S3 = "No S3 emulator at /none: run bin/envtest.";

  @TempDir Path project;

  private final Instant begin = Instant.now().minus(Duration.ofMinutes(1));

  @Test
  void namesServersAndThatNothingWasSkipped() throws IOException {
    report("crds", "CrdTest", "<testcase/><testcase/>");
    report("deep-storage", "S3DeepStorageTest", "<testcase/>");
    ServersUsed.add(project.resolve("quickstart/target/api-servers-used"), "kube-apiserver 1.2.3");

    assertThat(summary())
        .containsExactly(
            "Tests: 3 run, 0 skipped.",
            "API server of the end-to-end and Pod runner tests: kube-apiserver 1.2.3. No test was skipped for want of a real one.",
            "S3 server: gofakes3. Tests on it: 1.");
  }

  @Test
  void namesWhatWasSkippedAndWhy() throws IOException {
    report("operator", "ServerTest", skipped(NO_SERVER) + skipped(NO_SERVER));
    report("quickstart", "LifeTest", skipped(NO_SERVER) + "<testcase/>");
    report("deep-storage", "S3DeepStorageTest", skipped(NO_S3));
    ServersUsed.add(project.resolve("quickstart/target/api-servers-used"), "the mock");

    assertThat(summary())
        .containsExactly(
            "Tests: 1 run, 4 skipped.",
            "API server of the end-to-end and Pod runner tests: the mock. Skipped for want of a real one: 3.",
            "S3 server: none was there. Skipped for want of it: 1.",
            "Skipped: deep-storage/S3DeepStorageTest. Reason: " + NO_S3,
            "Skipped: operator/ServerTest, quickstart/LifeTest. Reason: " + NO_SERVER);
  }

  @Test
  void countsNothingOfAnEarlierBuild() throws IOException {
    Path file = report("crds", "CrdTest", "<testcase/>");
    Files.setLastModifiedTime(file, FileTime.from(begin.minusSeconds(1)));

    assertThat(summary()).containsExactly("No tests were run.");
  }

  private List<String> summary() throws IOException {
    return new TestSummary(
            ClassReport.since(begin, project),
            ServersUsed.since(begin, project.resolve("quickstart")))
        .lines();
  }

  private Path report(String module, String name, String tests) throws IOException {
    Path folder =
        Files.createDirectories(project.resolve(module).resolve("target/surefire-reports"));
    return Files.writeString(
        folder.resolve("TEST-io.millrace.%s.xml".formatted(name)),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><testsuite>%s</testsuite>".formatted(tests));
  }

  private static String skipped(String reason) {
    return "<testcase><skipped message=\"%s\"/></testcase>".formatted(reason);
  }
}
