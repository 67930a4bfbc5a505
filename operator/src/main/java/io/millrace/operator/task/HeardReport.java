package io.millrace.operator.task;

import io.millrace.protocol.Report;
import java.time.Instant;

/**
 * The last report of a task.
 *
 * @param report what it said
 * @param at when that was
 */
public record HeardReport(Report report, Instant at) {}
