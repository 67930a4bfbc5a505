package io.millrace.benchmarks.scale;

/**
 * What is counted of supervisors of one kind.
 *
 * @param iterations how long their iterations took
 * @param calls their calls to the API server
 */
record Tally(IterationTimes iterations, ApiCalls calls) {

  Tally() {
    this(new IterationTimes(), new ApiCalls());
  }

  void clear() {
    iterations.clear();
    calls.clear();
  }
}
