package io.millrace.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class SegmentReaderTest {

  @TempDir Path temporary;

  @Test
  void zippedSegmentReadsLikeItsDirectory() throws Exception {
    TestSpec spec = new TestSpec().schema("metricsSpec", "[{type: 'count', name: 'n'}]");
    try (SegmentBuilder builder = spec.builders().open(temporary.resolve("s"), TimeBounds.OPEN)) {
      builder.add(
          TestRecords.of(
              "{\"time\":2,\"page\":\"b\"}", "{\"time\":1,\"page\":[\"x\",\"y\"],\"added\":4}"));
      Path directory = builder.finish().getFirst().directory();
      try (SegmentReader reader = SegmentReader.open(zip(directory));
          SegmentReader unzipped = SegmentReader.open(directory)) {
        assertThat(reader.rows()).isEqualTo(2);
        assertThat(reader.columns())
            .containsExactly("__time", "page", "added", "n")
            .isEqualTo(unzipped.columns());
        List<String> rows = new ArrayList<>();
        reader.forEachRow(row -> rows.add(row.toString()));
        assertThat(rows)
            .containsExactly(
                "{__time=1, page=[x, y], added=4, n=1}", "{__time=2, page=b, added=null, n=1}");
        List<@Nullable Object> added = new ArrayList<>();
        reader.forEachValue("added", added::add);
        assertThat(added).containsExactly(4L, null);
        assertThat(reader.sum("added")).isEqualTo(4);
        assertThat(reader.sum("absent")).isZero();
      }
    }
  }

  @Test
  void archiveThatIsNotFlatIsRefused() throws Exception {
    Path zip = temporary.resolve("index.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("../escaped"));
    }
    assertThatThrownBy(() -> SegmentReader.open(zip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("../escaped");
  }

  @Test
  void absentSegmentIsAnError() {
    assertThatThrownBy(() -> SegmentReader.open(temporary.resolve("nothing")))
        .isInstanceOf(IOException.class);
  }

  private Path zip(Path directory) throws IOException {
    Path zip = temporary.resolve("index.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, out);
      }
    }
    return zip;
  }
}
