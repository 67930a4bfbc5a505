package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.druid.data.input.ColumnsFilter;
import org.apache.druid.data.input.InputEntity;
import org.apache.druid.data.input.InputEntityReader;
import org.apache.druid.data.input.InputRow;
import org.apache.druid.data.input.InputRowSchema;
import org.apache.druid.data.input.impl.DimensionsSpec;
import org.apache.druid.data.input.impl.JsonInputFormat;
import org.apache.druid.data.input.impl.TimestampSpec;
import org.apache.druid.guice.BuiltInTypesModule;
import org.apache.druid.indexer.granularity.GranularitySpec;
import org.apache.druid.io.ByteBufferInputStream;
import org.apache.druid.jackson.DefaultObjectMapper;
import org.apache.druid.java.util.common.Intervals;
import org.apache.druid.java.util.common.parsers.CloseableIterator;
import org.apache.druid.math.expr.ExprMacroTable;
import org.apache.druid.query.aggregation.AggregatorFactory;
import org.apache.druid.segment.BaseProgressIndicator;
import org.apache.druid.segment.IndexIO;
import org.apache.druid.segment.IndexMerger;
import org.apache.druid.segment.IndexMergerV9;
import org.apache.druid.segment.IndexSpec;
import org.apache.druid.segment.QueryableIndex;
import org.apache.druid.segment.column.ColumnConfig;
import org.apache.druid.segment.incremental.IncrementalIndex;
import org.apache.druid.segment.incremental.IncrementalIndexSchema;
import org.apache.druid.segment.incremental.OnheapIncrementalIndex;
import org.apache.druid.segment.writeout.TmpFileSegmentWriteOutMediumFactory;
import org.joda.time.Interval;
import org.jspecify.annotations.Nullable;

/**
 * Druid's library put together as Druid's own streaming task does it: index, persist every 150,000
 * rows and at the end, merge.
 */
final class DruidPath implements BuildPath {

  private static final int MAX_ROWS_IN_MEMORY = 150_000;
  private static final Interval HOUR = Intervals.of("2026-11-22T05:00:00Z/2026-11-22T06:00:00Z");

  private final ObjectMapper mapper = new DefaultObjectMapper();
  private final IndexIO indexIO = new IndexIO(mapper, ColumnConfig.DEFAULT);
  private final IndexMerger merger =
      new IndexMergerV9(mapper, indexIO, TmpFileSegmentWriteOutMediumFactory.instance(), true);

  DruidPath() {
    BuiltInTypesModule.registerHandlersAndSerde();
    mapper.setInjectableValues(
        new InjectableValues.Std()
            .addValue(ExprMacroTable.class, ExprMacroTable.nil())
            .addValue(ObjectMapper.class, mapper)
            .addValue(IndexIO.class, indexIO));
  }

  @Override
  public Built build(Workload workload, WikipediaRows rows, Path directory) throws Exception {
    return new Run(workload.dataSchema(), directory).build(rows);
  }

  /** One segment. */
  private final class Run {

    private final DimensionsSpec dimensions;
    private final AggregatorFactory[] metrics;
    private final GranularitySpec granularity;
    private final InputRowSchema rowSchema;
    private final Path directory;
    private final List<QueryableIndex> pieces = new ArrayList<>();
    private IncrementalIndex index;

    Run(JsonNode schema, Path directory) throws IOException {
      this.dimensions = mapper.treeToValue(schema.get("dimensionsSpec"), DimensionsSpec.class);
      this.metrics = mapper.treeToValue(schema.get("metricsSpec"), AggregatorFactory[].class);
      this.granularity = mapper.treeToValue(schema.get("granularitySpec"), GranularitySpec.class);
      TimestampSpec timestamp =
          mapper.treeToValue(schema.get("timestampSpec"), TimestampSpec.class);
      this.rowSchema = new InputRowSchema(timestamp, dimensions, ColumnsFilter.all());
      this.directory = directory;
      this.index = newIndex();
    }

    private IncrementalIndex newIndex() {
      return new OnheapIncrementalIndex.Builder()
          .setIndexSchema(
              IncrementalIndexSchema.builder()
                  .withMinTimestamp(HOUR.getStartMillis())
                  .withQueryGranularity(granularity.getQueryGranularity())
                  .withDimensionsSpec(dimensions)
                  .withMetrics(metrics)
                  .withRollup(granularity.isRollup())
                  .build())
          .setMaxRowCount(MAX_ROWS_IN_MEMORY)
          .setMaxBytesInMemory(-1)
          .build();
    }

    Built build(WikipediaRows rows) throws IOException {
      Entity entity = new Entity();
      InputEntityReader reader =
          new JsonInputFormat(null, null, null, false, null, null)
              .createReader(rowSchema, entity, directory.toFile());
      for (int i = 0; i < rows.size(); i++) {
        entity.current = Objects.requireNonNull(rows.value(i));
        try (CloseableIterator<InputRow> parsed = reader.read()) {
          while (parsed.hasNext()) {
            if (!index.canAppendRow()) {
              persist();
            }
            index.add(parsed.next());
          }
        }
      }
      persist();
      return merge();
    }

    private void persist() throws IOException {
      File target = directory.resolve("piece" + pieces.size()).toFile();
      merger.persist(index, HOUR, target, IndexSpec.getDefault(), null);
      pieces.add(indexIO.loadIndex(target));
      index.close();
      index = newIndex();
    }

    private Built merge() throws IOException {
      File target = directory.resolve("merged").toFile();
      merger.mergeQueryableIndex(
          pieces,
          granularity.isRollup(),
          metrics,
          dimensions,
          target,
          IndexSpec.getDefault(),
          IndexSpec.getDefault(),
          new BaseProgressIndicator(),
          null,
          -1);
      pieces.forEach(QueryableIndex::close);
      long size = 0;
      for (File file : Objects.requireNonNull(target.listFiles())) {
        size += file.length();
      }
      QueryableIndex merged = indexIO.loadIndex(target);
      long rows = merged.getNumRows();
      merged.close();
      return new Built(rows, size);
    }
  }

  /** The record that is read, so that one reader serves all. */
  private static final class Entity implements InputEntity {

    private ByteBuffer current = ByteBuffer.allocate(0);

    @Override
    public @Nullable URI getUri() {
      return null;
    }

    @Override
    public InputStream open() {
      return new ByteBufferInputStream(current.duplicate());
    }
  }
}
