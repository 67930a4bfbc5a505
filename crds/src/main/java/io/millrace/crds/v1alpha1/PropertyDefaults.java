package io.millrace.crds.v1alpha1;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What tasks take in the place of a property that is absent, where that is one value: to write it
 * out changes nothing. The descriptions name the same values, and tests hold both against what
 * readers of a spec make of it.
 */
public final class PropertyDefaults {

  private static final Map<String, String> BY_PATH = new LinkedHashMap<>();

  static {
    Part timestamps = new Part("spec.dataSchema.timestampSpec");
    timestamps.has("column", "timestamp").has("format", "auto");
    Part dimensions = new Part("spec.dataSchema.dimensionsSpec");
    dimensions.has("includeAllDimensions", "false").has("useSchemaDiscovery", "false");
    dimensions.has("forceSegmentSortByTime", "true");
    Part granularities = new Part("spec.dataSchema.granularitySpec");
    granularities.has("segmentGranularity", "DAY").has("queryGranularity", "NONE");
    granularities.has("rollup", "true");
    Part io = new Part("spec.ioConfig");
    io.has("taskDuration", "PT1H").has("pollTimeout", "100");
    Part tuning = new Part("spec.tuningConfig");
    tuning.has("maxRowsInMemory", "150000").has("maxBytesInMemory", "0");
    tuning.has("skipBytesInMemoryOverheadCheck", "false");
    tuning.has("maxRowsPerSegment", "5000000").has("maxTotalRows", "20000000");
    tuning.has("intermediatePersistPeriod", "PT10M");
    tuning.has("intermediateHandoffPeriod", "P2147483647D");
    tuning.has("reportParseExceptions", "false").has("logParseExceptions", "false");
    tuning.has("maxParseExceptions", "2147483647").has("maxSavedParseExceptions", "0");
    tuning.has("maxColumnsToMerge", "-1");
    new Part("spec.deepStorage.s3").has("pathStyleAccess", "false");
    Part template = new Part("spec.taskTemplate");
    template.has("terminationGracePeriodSeconds", "300").has("replicaAntiAffinity", "Preferred");
  }

  private PropertyDefaults() {}

  /** The default by path, as the text of a JSON string, number or boolean. */
  public static Map<String, String> byPath() {
    return Collections.unmodifiableMap(BY_PATH);
  }

  private record Part(String path) {

    Part has(String property, String value) {
      BY_PATH.put(path + "." + property, value);
      return this;
    }
  }
}
