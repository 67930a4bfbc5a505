/** Tasks, and the network to them. */
@NullMarked
package io.millrace.simulator.task;

import org.jspecify.annotations.NullMarked;
