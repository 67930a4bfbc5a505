package io.millrace.segments.index;

import io.millrace.segments.library.DruidLibrary;
import io.millrace.segments.schema.DataSchema;
import io.millrace.segments.schema.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.druid.segment.BaseProgressIndicator;
import org.apache.druid.segment.IndexMerger;
import org.apache.druid.segment.IndexSpec;
import org.apache.druid.segment.QueryableIndex;
import org.apache.druid.segment.incremental.IncrementalIndex;
import org.joda.time.Interval;

/**
 * Writes pieces into directories, each under another name until it is complete, and loads them.
 * Thread-safe.
 */
final class PieceFiles {

  private final DataSchema schema;
  private final Tuning tuning;
  private final IndexMerger merger;

  PieceFiles(DataSchema schema, Tuning tuning) {
    this.schema = schema;
    this.tuning = tuning;
    this.merger = DruidLibrary.instance().merger(tuning.writeOutMedium());
  }

  void persist(IncrementalIndex index, Interval interval, IndexSpec spec, Path target)
      throws IOException {
    write(
        target,
        unfinished ->
            merger.persist(index, interval, unfinished.toFile(), spec, tuning.writeOutMedium()));
  }

  /** Merges pieces, combining rows when the schema rolls up. */
  void merge(List<QueryableIndex> pieces, Path target) throws IOException {
    write(
        target,
        unfinished ->
            merger.mergeQueryableIndex(
                pieces,
                schema.rollup(),
                schema.combiningMetricArray(),
                schema.rows().getDimensionsSpec(),
                unfinished.toFile(),
                tuning.indexSpec(),
                tuning.intermediateIndexSpec(),
                new BaseProgressIndicator(),
                tuning.writeOutMedium(),
                maxColumnsToMerge()));
  }

  /** The same files under another name, so that each of the two can be deleted for itself. */
  void link(Path source, Path target) throws IOException {
    write(
        target,
        unfinished -> {
          Files.createDirectories(unfinished);
          try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
              linkFile(file, unfinished.resolve(file.getFileName().toString()));
            }
          }
        });
  }

  private static void linkFile(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  QueryableIndex load(Path directory) throws IOException {
    return DruidLibrary.instance().indexIO().loadIndex(directory.toFile());
  }

  private static void write(Path target, Writing writing) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    Directories.delete(unfinished);
    Directories.delete(target);
    Files.createDirectories(unfinished);
    boolean complete = false;
    try {
      writing.into(unfinished);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      complete = true;
    } catch (RuntimeException e) {
      throw new IOException("cannot write " + target + ": " + e.getMessage(), e);
    } finally {
      if (!complete) {
        Directories.deleteQuietly(unfinished);
      }
    }
  }

  /** Druid's rule of thumb for heap and direct memory of a column while it is merged. */
  private int maxColumnsToMerge() {
    if (tuning.maxColumnsToMerge() > 0) {
      return tuning.maxColumnsToMerge();
    }
    long memory = Runtime.getRuntime().maxMemory();
    long byDirectMemory = memory / 98_304;
    long byHeap = memory / 2 / 3_000;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1_000, Math.min(byDirectMemory, byHeap)));
  }

  @FunctionalInterface
  private interface Writing {
    void into(Path directory) throws IOException;
  }
}
