package io.millrace.crds.v1alpha1;

/** Rules of the schema that several properties share, in the Common Expression Language. */
final class Rules {

  static final String PERIOD = "self.matches(r'" + Patterns.PERIOD + "')";
  static final String PERIOD_MESSAGE =
      "\"found '\" + self + \"'; expected an ISO 8601 period of weeks, days, hours, minutes and seconds, such as PT30S or P1D\"";

  static final String DATE_TIME = "self.matches(r'" + Patterns.DATE_TIME + "')";
  static final String DATE_TIME_MESSAGE =
      "\"found '\" + self + \"'; expected a time in ISO 8601, such as 2026-01-31T12:00:00Z\"";

  static final String NAME = "self.matches(r'" + Patterns.NAME + "')";
  static final String NAME_MESSAGE =
      "\"found '\" + self + \"'; expected a name that does not start with a dot or a space and has no slash, backslash, control character or white space other than a space\"";

  private Rules() {}
}
