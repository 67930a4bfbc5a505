package io.millrace.operator.decide;

/** Long texts in what people read. */
final class Excerpt {

  private Excerpt() {}

  /** The whole text, or its first {@code most} characters and a sign that there is more. */
  static String of(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
