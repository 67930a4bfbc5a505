package io.millrace.runner.life;

/**
 * A run of rows whose end is known.
 *
 * @param number number within the attempt, from 0
 * @param start where it begins
 * @param end where it ends, for the same partitions
 */
public record Sequence(int number, Positions start, Positions end) {

  /** Whether any partition moved: only then there is something to prepare. */
  public boolean isAdvance() {
    return !start.isAt(end);
  }

  /** The same sequence on those partitions alone that moved, as its manifest names it. */
  public Sequence advanced() {
    Positions moved = start.movedUntil(end);
    return new Sequence(number, moved, end.only(moved));
  }
}
