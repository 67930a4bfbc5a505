/**
 * Runs the real run loop and the real life of tasks through made-up schedules of faults, in virtual
 * time.
 */
@NullMarked
package io.millrace.simulator;

import org.jspecify.annotations.NullMarked;
