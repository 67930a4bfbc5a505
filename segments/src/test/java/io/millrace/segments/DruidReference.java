package io.millrace.segments;

import io.millrace.segments.library.ColumnValues;
import io.millrace.segments.schema.DataSchema;
import io.millrace.segments.schema.SpecificationReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.data.input.impl.ByteEntity;
import org.apache.druid.java.util.common.parsers.CloseableIterator;
import org.apache.druid.java.util.common.parsers.ParseException;
import org.apache.druid.segment.incremental.IncrementalIndex;
import org.apache.druid.segment.incremental.IncrementalIndexCursorFactory;
import org.apache.druid.segment.incremental.IncrementalIndexSchema;
import org.apache.druid.segment.incremental.OnheapIncrementalIndex;
import org.joda.time.DateTimeZone;
import org.joda.time.Interval;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The same input through one incremental index per time chunk, without persists and merges. */
@NullMarked
final class DruidReference {

  private final DataSchema schema;
  private final Map<Interval, IncrementalIndex> indexes = new LinkedHashMap<>();

  DruidReference(TestSpec spec) {
    try {
      schema =
          new SpecificationReader(spec.dataSchema, spec.inputFormat, spec.tuningConfig)
              .specification()
              .dataSchema();
    } catch (InvalidSchemaException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void add(RawRecords records) {
    for (int i = 0; i < records.size(); i++) {
      var value = records.value(i);
      if (value != null && value.hasRemaining()) {
        InputEntityReader reader =
            schema.inputFormat().createReader(schema.rows(), new ByteEntity(value), new File("."));
        add(reader);
      }
    }
  }

  private void add(InputEntityReader reader) {
    var transformer = schema.transforms().toTransformer();
    try (CloseableIterator<InputRow> rows = reader.read()) {
      while (rows.hasNext()) {
        InputRow row = transformer.transform(rows.next());
        if (row != null) {
          index(row).add(row);
        }
      }
    } catch (ParseException e) {
      // A bad record leaves no row.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IncrementalIndex index(InputRow row) {
    long time = schema.queryGranularity().bucketStart(row.getTimestampFromEpoch());
    Interval chunk =
        schema.segmentGranularity().bucket(new org.joda.time.DateTime(time, DateTimeZone.UTC));
    return indexes.computeIfAbsent(
        chunk,
        interval ->
            new OnheapIncrementalIndex.Builder()
                .setIndexSchema(
                    IncrementalIndexSchema.builder()
                        .withMinTimestamp(interval.getStartMillis())
                        .withQueryGranularity(schema.queryGranularity())
                        .withDimensionsSpec(schema.rows().getDimensionsSpec())
                        .withMetrics(schema.metricArray())
                        .withRollup(schema.rollup())
                        .build())
                .setMaxRowCount(Integer.MAX_VALUE)
                .setMaxBytesInMemory(-1)
                .build());
  }

  int segments() {
    return indexes.size();
  }

  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (IncrementalIndex index : indexes.values()) {
      List<String> columns = index.getColumnNames();
      ColumnValues.read(
          new IncrementalIndexCursorFactory(index),
          columns,
          values -> {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
              row.put(columns.get(i), values[i]);
            }
            rows.add(TestRows.text(row));
          });
    }
    return rows.stream().sorted().toList();
  }
}
