package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PathsBuildTheSameSegmentsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Workload.class)
  void bothPathsKeepTheSameRowsInTheSameBytes(Workload workload) throws Exception {
    WikipediaRows rows = new WikipediaRows(3_000, 7);
    BuildPath.Built druid = new DruidPath().build(workload, rows, directory.resolve("druid"));
    BuildPath.Built millrace =
        new MillracePath().build(workload, rows, directory.resolve("millrace"));
    assertThat(millrace.rows()).isEqualTo(druid.rows());
    assertThat((double) millrace.size() / druid.size()).isBetween(0.98, 1.02);
  }

  @Test
  void rowsAreAsLongAsDescribed() {
    WikipediaRows rows = new WikipediaRows(1_000, 7);
    assertThat(rows.bytes() / rows.size()).isBetween(535L, 560L);
  }

  @Test
  void tableHasALineForEachWorkloadAndPath() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SideBySide(new PrintStream(out, true, StandardCharsets.UTF_8))
        .run(List.of(Workload.RAW, Workload.ROLLUP), new WikipediaRows(200, 7), 1);
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(3 + 2 * 2);
  }
}
