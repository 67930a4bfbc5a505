package io.millrace.benchmarks;

import java.nio.file.Path;

/** A way from rows in memory to a finished segment on disk, all on the calling thread. */
interface BuildPath {

  /** Builds the segment into a directory that is empty. */
  Built build(Workload workload, WikipediaRows rows, Path directory) throws Exception;

  /**
   * A finished segment.
   *
   * @param rows rows after rollup
   * @param size bytes on disk
   */
  record Built(long rows, long size) {}
}
