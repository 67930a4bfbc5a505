/** Partitions, positions and lag, sampled beside the loop. */
@NullMarked
package io.millrace.operator.stream;

import org.jspecify.annotations.NullMarked;
