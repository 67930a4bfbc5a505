package io.millrace.operator.autoscale;

import java.time.Instant;

/**
 * Lag at one moment, as one number.
 *
 * @param at when it was taken
 * @param lag records, zero or more
 */
public record LagSample(Instant at, long lag) {}
