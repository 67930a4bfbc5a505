package io.millrace.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Rows per second from bytes in memory to a segment on disk, on the clock, by either path. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 10)
@Fork(1)
public class SegmentBuildingBenchmark {

  private static final int ROWS = 50_000;

  @Param({"RAW", "ROLLUP", "ROLLUP_43"})
  public Workload workload = Workload.RAW;

  private final WikipediaRows rows = new WikipediaRows(ROWS, 1);
  private final BuildPath druid = new DruidPath();
  private final BuildPath millrace = new MillracePath();
  private Path directory = Path.of(".");

  @Setup(Level.Invocation)
  public void createDirectory() throws Exception {
    directory = Files.createTempDirectory("benchmark");
  }

  @TearDown(Level.Invocation)
  public void deleteDirectory() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Object druid() throws Exception {
    return druid.build(workload, rows, directory);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Object millrace() throws Exception {
    return millrace.build(workload, rows, directory);
  }
}
