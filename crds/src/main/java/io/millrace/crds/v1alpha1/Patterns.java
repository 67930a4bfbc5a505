package io.millrace.crds.v1alpha1;

/** Regular expressions of the schema, in the syntax that the API server and Java share. */
final class Patterns {

  private static final String DAYS = "(?:[0-9]{1,10}W(?:[0-9]{1,10}D)?|[0-9]{1,10}D)";
  private static final String SECONDS = "[0-9]{1,10}(?:[.][0-9]{1,3})?S";
  private static final String TIME =
      "T(?:[0-9]{1,10}H(?:[0-9]{1,10}M)?(?:"
          + SECONDS
          + ")?|[0-9]{1,10}M(?:"
          + SECONDS
          + ")?|"
          + SECONDS
          + ")";

  /** A period without months and years, whose length is not fixed: Druid refuses those too. */
  static final String PERIOD = "^P(?:" + DAYS + "(?:" + TIME + ")?|" + TIME + ")$";

  /** A date, with or without a time and an offset from UTC. */
  static final String DATE_TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?$";

  /**
   * Druid's rule for the names of datasources and supervisors; a backslash is refused too, since
   * the name becomes a folder.
   */
  static final String NAME = "^[^./\\\\\\p{C}\\p{Z}](?:[^/\\\\\\p{C}\\p{Z}]| )*$";

  private Patterns() {}
}
