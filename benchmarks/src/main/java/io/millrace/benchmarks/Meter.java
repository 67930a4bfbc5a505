package io.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Measures one build: CPU of the whole process, garbage collection and compilation included, and
 * what the thread allocates.
 */
final class Meter {

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** CPU time rather than time on the clock, so that other load on the machine matters little. */
  Sample measure(BuildPath path, Workload workload, WikipediaRows rows) throws Exception {
    Path directory = Files.createTempDirectory("benchmark");
    try {
      System.gc();
      long cpu = system.getProcessCpuTime();
      long allocated = threads.getCurrentThreadAllocatedBytes();
      BuildPath.Built built = path.build(workload, rows, directory);
      allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
      cpu = system.getProcessCpuTime() - cpu;
      return new Sample(rows.size() / (cpu / 1e9), (double) allocated / rows.size(), built);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws java.io.IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * What one build took.
   *
   * @param rowsPerCpuSecond input rows
   * @param allocatedPerRow bytes on the heap per input row
   * @param built the segment
   */
  record Sample(double rowsPerCpuSecond, double allocatedPerRow, BuildPath.Built built) {}
}
