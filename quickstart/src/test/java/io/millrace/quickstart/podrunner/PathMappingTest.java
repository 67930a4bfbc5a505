package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathMappingTest {

  private final PathMapping mapping =
      new PathMapping(
          Map.of(
              "/opt/millrace", Path.of("/build/install"),
              "/data", Path.of("/run/data"),
              "/data/spec", Path.of("/run/spec"),
              "/tmp/", Path.of("/run/$1/tmp")));

  @Test
  void pathIsReplacedWhereItStandsAlone() {
    assertThat(mapping.apply("/data")).isEqualTo("/run/data");
    assertThat(mapping.apply("/data/x/y.json")).isEqualTo("/run/data/x/y.json");
  }

  @Test
  void pathIsReplacedAfterOptionNamesSeparatorsAndSchemes() {
    assertThat(mapping.apply("-Dx=/data/x")).isEqualTo("-Dx=/run/data/x");
    assertThat(mapping.apply("/opt/millrace/lib/a/*:/opt/millrace/lib/b/*"))
        .isEqualTo("/build/install/lib/a/*:/build/install/lib/b/*");
    assertThat(mapping.apply("file:/data/x")).isEqualTo("file:/run/data/x");
  }

  @Test
  void longestPathWinsAndReplacementsAreNotReplacedAgain() {
    assertThat(mapping.apply("/data/spec/a /data/b")).isEqualTo("/run/spec/a /run/data/b");
    assertThat(mapping.apply("/tmp/x")).isEqualTo("/run/$1/tmp/x");
  }

  @Test
  void otherPathsStayAsTheyAre() {
    assertThat(mapping.apply("http://host/data/x")).isEqualTo("http://host/data/x");
    assertThat(mapping.apply("/database")).isEqualTo("/database");
    assertThat(mapping.apply("/data-2")).isEqualTo("/data-2");
    assertThat(mapping.apply("/srv/data")).isEqualTo("/srv/data");
  }
}
