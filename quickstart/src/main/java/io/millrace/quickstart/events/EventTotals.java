package io.millrace.quickstart.events;

/**
 * What a set of events adds up to: equal for what was produced and what was published, or something
 * was lost, read twice or changed.
 *
 * @param rows number of events
 * @param added sum of {@code added}
 * @param deleted sum of {@code deleted}
 * @param delta sum of {@code delta}
 * @param users how many different people
 * @param pages how many different titles
 */
public record EventTotals(
    long rows, long added, long deleted, long delta, long users, long pages) {}
