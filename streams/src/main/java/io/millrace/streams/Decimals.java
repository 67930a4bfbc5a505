package io.millrace.streams;

/** Compares the digits that two texts end with as numbers of any length, where they stand. */
final class Decimals {

  private Decimals() {}

  /** Compares the digits of {@code one} from {@code from} on with those of {@code other}. */
  static int compare(String one, int from, String other, int otherFrom) {
    // as many digits as the other has: zeros before them change nothing
    boolean alike = one.length() - from == other.length() - otherFrom;
    int begin = alike ? from : afterZeros(one, from);
    int otherBegin = alike ? otherFrom : afterZeros(other, otherFrom);
    int length = one.length() - begin;
    int difference = Integer.compare(length, other.length() - otherBegin);
    for (int i = 0; i < length && difference == 0; i++) {
      difference = one.charAt(begin + i) - other.charAt(otherBegin + i);
    }
    return difference;
  }

  /** Whether it is a digit as positions and partitions have them: of ASCII. */
  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static int afterZeros(String text, int from) {
    int index = from;
    while (index < text.length() && text.charAt(index) == '0') {
      index++;
    }
    return index;
  }
}
