package io.millrace.segments.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.druid.data.input.impl.DimensionSchema;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.column.ColumnHolder;
import org.apache.druid.segment.column.ColumnType;

/**
 * Druid's rule that a column has one meaning: its name is used once over dimensions and metrics,
 * and {@code __time} is the time.
 */
final class ColumnNames {

  private static final String TIME = ColumnHolder.TIME_COLUMN_NAME;

  private ColumnNames() {}

  static boolean checkDimensions(
      List<DimensionSchema> dimensions, boolean sortedByTime, Problems problems) {
    boolean good = true;
    Set<String> names = new HashSet<>();
    for (int i = 0; i < dimensions.size(); i++) {
      DimensionSchema dimension = dimensions.get(i);
      String path = DimensionsReader.PATH + ".dimensions[" + i + "]";
      if (!names.add(dimension.getName())) {
        problems.add(
            path + ".name",
            "found '%s' a second time, expected each dimension once"
                .formatted(dimension.getName()));
        good = false;
      }
      if (dimension.getName().equals(TIME)) {
        good &= checkTime(dimension, i, sortedByTime, path, problems);
      }
    }
    return good;
  }

  private static boolean checkTime(
      DimensionSchema time, int index, boolean sortedByTime, String path, Problems problems) {
    if (!time.getColumnType().equals(ColumnType.LONG)) {
      problems.add(
          path + ".type", "found '%s' for __time, expected 'long'".formatted(time.getTypeName()));
      return false;
    }
    if (sortedByTime && index != 0) {
      problems.add(
          path,
          "found __time at this place, expected it first, or forceSegmentSortByTime to be false");
      return false;
    }
    return true;
  }

  static void checkMetrics(
      List<DimensionSchema> dimensions, List<AggregatorFactory> metrics, Problems problems) {
    Set<String> dimensionNames = new HashSet<>();
    dimensions.forEach(dimension -> dimensionNames.add(dimension.getName()));
    Set<String> names = new HashSet<>();
    for (int i = 0; i < metrics.size(); i++) {
      String name = metrics.get(i).getName();
      String path = MetricsReader.PATH + "[" + i + "].name";
      if (name.equals(TIME)) {
        problems.add(path, "found __time, which is the name of the time column; choose another");
      } else if (dimensionNames.contains(name)) {
        problems.add(
            path, "found '%s', which is a dimension too; rename one of them".formatted(name));
      } else if (!names.add(name)) {
        problems.add(path, "found '%s' a second time, expected each metric once".formatted(name));
      }
    }
  }
}
