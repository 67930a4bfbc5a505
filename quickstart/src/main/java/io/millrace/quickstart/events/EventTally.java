package io.millrace.quickstart.events;

import java.util.HashSet;
import java.util.Set;

/** Adds events up. Safe for use by several threads. */
public final class EventTally {

  private final Set<String> users = new HashSet<>();
  private final Set<String> pages = new HashSet<>();
  private long rows;
  private long added;
  private long deleted;
  private long delta;

  public synchronized void add(WikipediaEvent event) {
    rows++;
    added += event.added();
    deleted += event.deleted();
    delta += event.delta();
    users.add(event.user());
    pages.add(event.page());
  }

  public synchronized EventTotals totals() {
    return new EventTotals(rows, added, deleted, delta, users.size(), pages.size());
  }
}
