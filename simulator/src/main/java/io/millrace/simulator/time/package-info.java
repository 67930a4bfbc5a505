/** Virtual time and the processes that live in it. */
@NullMarked
package io.millrace.simulator.time;

import org.jspecify.annotations.NullMarked;
