/**
 * The pure heart of the run loop: from an {@link io.millrace.operator.decide.Observation} to a
 * {@link io.millrace.operator.decide.Plan}. No I/O, no client, no logger, no clock but the time in
 * the observation.
 */
@NullMarked
package io.millrace.operator.decide;

import org.jspecify.annotations.NullMarked;
