package io.millrace.segments.library;

import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.druid.guice.BuiltInTypesModule;
import org.apache.druid.jackson.DefaultObjectMapper;
import org.apache.druid.java.util.common.parsers.ParserUtils;
import org.apache.druid.js.JavaScriptConfig;
import org.apache.druid.math.expr.ExprMacroTable;
import org.apache.druid.math.expr.ExpressionProcessing;
import org.apache.druid.segment.DefaultColumnFormatConfig;
import org.apache.druid.segment.IndexIO;
import org.apache.druid.segment.IndexMerger;
import org.apache.druid.segment.IndexMergerV9;
import org.apache.druid.segment.column.ColumnConfig;
import org.apache.druid.segment.writeout.SegmentWriteOutMediumFactory;

/**
 * Druid's processing library: column types and expressions registered, and the mapper, loader and
 * merger that go together. One per process, because Druid keeps its registries in static fields.
 * Thread-safe.
 */
public final class DruidLibrary {

  private static final DruidLibrary INSTANCE = new DruidLibrary();

  private final ObjectMapper mapper;
  private final IndexIO indexIO;

  private DruidLibrary() {
    loadTimeZones();
    BuiltInTypesModule.registerHandlersAndSerde();
    // The name notwithstanding, this is the only way to set the defaults without Guice.
    ExpressionProcessing.initializeForTests();
    mapper = new DefaultObjectMapper();
    mapper.registerModules(BuiltInTypesModule.getJacksonModulesList());
    indexIO = new IndexIO(mapper, ColumnConfig.DEFAULT);
    mapper.setInjectableValues(
        new InjectableValues.Std()
            .addValue(ObjectMapper.class, mapper)
            .addValue(ExprMacroTable.class, ExpressionMacros.table(mapper))
            .addValue(IndexIO.class, indexIO)
            .addValue(JavaScriptConfig.class, new JavaScriptConfig(false))
            .addValue(
                DefaultColumnFormatConfig.class,
                new DefaultColumnFormatConfig(null, null, null, null)));
  }

  /**
   * Loads the class of Druid that asks the JDK for every time zone there is. JDK 25 warns of each
   * one that has three letters on standard error, 28 times, and nobody can do anything about it.
   */
  private static void loadTimeZones() {
    PrintStream errors = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      ParserUtils.stripQuotes("time");
    } finally {
      System.setErr(errors);
    }
  }

  public static DruidLibrary instance() {
    return INSTANCE;
  }

  /** Reads and writes Druid's types. */
  public ObjectMapper mapper() {
    return mapper;
  }

  /** Loads segments. */
  public IndexIO indexIO() {
    return indexIO;
  }

  /**
   * Writes segments; a dimension that is named in the schema gets a column even when all its values
   * are null, as in Druid.
   */
  public IndexMerger merger(SegmentWriteOutMediumFactory temporaryData) {
    return new IndexMergerV9(mapper, indexIO, temporaryData, true);
  }
}
