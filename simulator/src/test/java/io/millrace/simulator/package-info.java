/** Tests of the simulator, and the schedules that every build runs. */
@NullMarked
package io.millrace.simulator;

import org.jspecify.annotations.NullMarked;
