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
public record EventTotals(long rows, long added, long deleted, long delta, long users, long pages) {

  /** With {@code again}, which is part of these, counted a second time. */
  public EventTotals withAgain(EventTotals again) {
    return new EventTotals(
        rows + again.rows,
        added + again.added,
        deleted + again.deleted,
        delta + again.delta,
        users,
        pages);
  }
}
