package io.millrace.segments.schema;

/**
 * What to do about rows that do not parse.
 *
 * @param maxErrors errors that are put up with over the whole task
 * @param maxSaved newest errors that are kept for showing
 * @param log whether each error is logged
 */
public record ParseLimits(int maxErrors, int maxSaved, boolean log) {}
