/** Operator processes. */
@NullMarked
package io.millrace.simulator.operator;

import org.jspecify.annotations.NullMarked;
