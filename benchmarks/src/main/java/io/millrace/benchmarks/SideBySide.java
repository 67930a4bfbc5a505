package io.millrace.benchmarks;

import io.millrace.benchmarks.Meter.Sample;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds the same segments by both paths in turn, in one process, and prints a table of medians.
 */
public final class SideBySide {

  private final Map<String, BuildPath> paths = new LinkedHashMap<>();
  private final Meter meter = new Meter();
  private final PrintStream out;

  SideBySide(PrintStream out) {
    this.out = out;
    paths.put("druid", new DruidPath());
    paths.put("millrace", new MillracePath());
  }

  /**
   * Arguments: number of rows, number of measured rounds, names of workloads (all when none is
   * named).
   */
  public static void main(String[] arguments) throws Exception {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 330_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    List<Workload> workloads =
        arguments.length > 2
            ? Arrays.stream(arguments)
                .skip(2)
                .map(name -> Workload.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList()
            : List.of(Workload.values());
    new SideBySide(System.out).run(workloads, new WikipediaRows(rows, 1), rounds);
  }

  void run(List<Workload> workloads, WikipediaRows rows, int rounds) throws Exception {
    out.printf(
        "%,d rows, %d bytes each, %d rounds after one to warm up%n",
        rows.size(), rows.bytes() / rows.size(), rounds);
    out.println(
        "| workload   | path     | rows/CPU-s   | bytes/row    | segment bytes  | rows       |");
    out.println(
        "| ---------- | -------- | ------------ | ------------ | -------------- | ---------- |");
    for (Workload workload : workloads) {
      Map<String, List<Sample>> samples = new LinkedHashMap<>();
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, BuildPath> path : paths.entrySet()) {
          Sample sample = meter.measure(path.getValue(), workload, rows);
          if (round > 0) {
            samples.computeIfAbsent(path.getKey(), name -> new ArrayList<>()).add(sample);
          }
        }
      }
      samples.forEach((path, all) -> print(workload, path, all));
    }
  }

  private void print(Workload workload, String path, List<Sample> samples) {
    Sample any = samples.getFirst();
    out.printf(
        "| %-10s | %-8s | %,12.0f | %,12.0f | %,14d | %,10d |%n",
        workload.name().toLowerCase(Locale.ROOT),
        path,
        median(samples.stream().map(Sample::rowsPerCpuSecond).toList()),
        median(samples.stream().map(Sample::allocatedPerRow).toList()),
        any.built().size(),
        any.built().rows());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
