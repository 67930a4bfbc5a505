package io.millrace.operator.decide;

/** Numbers of things in what people read. */
final class Counted {

  private Counted() {}

  /** "1 row", "2 rows". */
  static String of(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
