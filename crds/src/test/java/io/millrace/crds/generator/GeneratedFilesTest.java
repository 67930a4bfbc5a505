package io.millrace.crds.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The committed files equal what the model makes; {@code -Dmillrace.regenerate=true} writes them
 * anew.
 */
class GeneratedFilesTest {

  private static final Path CRD =
      Path.of("src/main/resources/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml");

  private static final Path REFERENCE = Path.of("../docs/reference/streamsupervisor.md");

  @Test
  void committedCrdIsTheGeneratedOne() throws IOException {
    assertUpToDate(CRD, GeneratedCrd.yaml());
  }

  @Test
  void committedReferencePageIsTheGeneratedOne() throws IOException {
    assertUpToDate(REFERENCE, ReferencePage.markdown(GeneratedCrd.yaml()));
  }

  @Test
  void everyPropertyOfOursIsDescribed() {
    assertThat(
            ReferencePage.markdown(GeneratedCrd.yaml())
                .lines()
                .filter(line -> line.startsWith("| `")))
        .hasSizeGreaterThan(200)
        .noneMatch(line -> line.endsWith("|  |"));
  }

  private static void assertUpToDate(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("millrace.regenerate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file)
        .as(
            "%s; write it anew with: mvn -pl crds test -Dtest=GeneratedFilesTest -Dmillrace.regenerate=true",
            file)
        .hasContent(expected);
  }
}
