/** What one operator costs that serves many supervisors: the real loop between fakes in memory. */
@NullMarked
package io.millrace.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
