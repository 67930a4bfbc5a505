package io.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What is made of the rows. */
public enum Workload {
  /** Every row is kept, with all its columns. */
  RAW(
      """
      {"dimensions": ["channel", "cityName", "comment", "countryIsoCode", "countryName", "diffUrl", "flags", "isAnonymous",
        "isMinor", "isNew", "isRobot", "isUnpatrolled", "language", "namespace", "page", "regionIsoCode", "regionName", "user",
        {"type": "long", "name": "added"}, {"type": "long", "name": "deleted"}, {"type": "long", "name": "delta"},
        {"type": "long", "name": "deltaBucket"}, {"type": "long", "name": "commentLength"}]}
      """,
      "[]",
      false),
  /** Rollup that hardly reduces: 8 dimensions, 4 aggregators, minutes. */
  ROLLUP(
      """
      {"dimensions": ["channel", "cityName", "countryName", "isRobot", "namespace", "page", "regionName", "user"]}
      """,
      Workload.METRICS,
      true),
  /** Rollup of about 43 rows into one, at 330,000 rows: 6 dimensions of few values. */
  ROLLUP_43(
      """
      {"dimensions": ["isAnonymous", "isMinor", "isNew", "isRobot", "language", "namespace"]}
      """,
      Workload.METRICS,
      true);

  private static final String METRICS =
      """
      [{"type": "count", "name": "rows"}, {"type": "longSum", "name": "added", "fieldName": "added"},
       {"type": "longSum", "name": "deleted", "fieldName": "deleted"}, {"type": "longMax", "name": "delta", "fieldName": "delta"}]
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String dimensions;
  private final String metrics;
  private final boolean rollup;

  Workload(String dimensions, String metrics, boolean rollup) {
    this.dimensions = dimensions;
    this.metrics = metrics;
    this.rollup = rollup;
  }

  JsonNode dataSchema() {
    return json(
        """
        {"dataSource": "wikipedia", "timestampSpec": {"column": "time", "format": "iso"},
         "dimensionsSpec": %s, "metricsSpec": %s,
         "granularitySpec": {"segmentGranularity": "hour", "queryGranularity": "%s", "rollup": %s}}
        """
            .formatted(dimensions, metrics, rollup ? "minute" : "none", rollup));
  }

  JsonNode inputFormat() {
    return json("{\"type\": \"json\"}");
  }

  /**
   * All defaults, but for the limit by bytes: both sides persist at the same rows then, whatever
   * the heap.
   */
  JsonNode tuningConfig() {
    return json("{\"type\": \"kafka\", \"maxBytesInMemory\": -1}");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
