package io.millrace.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {

  @Test
  void goodSpecificationHasNoProblems() {
    assertThat(new TestSpec().problems()).isEmpty();
  }

  @Test
  void tuningConfigMayBeAbsent() {
    TestSpec spec = new TestSpec();
    assertThat(SchemaCheck.check(spec.dataSchema, spec.inputFormat, MissingNode.getInstance()))
        .isEmpty();
    assertThat(SchemaCheck.check(spec.dataSchema, spec.inputFormat, NullNode.getInstance()))
        .isEmpty();
  }

  @Test
  void absentSchemaAndFormatAreProblems() {
    assertThat(
            SchemaCheck.check(
                MissingNode.getInstance(), MissingNode.getInstance(), MissingNode.getInstance()))
        .extracting(SchemaProblem::path)
        .containsExactlyInAnyOrder("dataSchema", "ioConfig.inputFormat");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // property | value | path of the problem | part of its message
        "dataSource | '' | dataSource | empty name",
        "dataSource | null | dataSource | expected a name",
        "dataSource | 7 | dataSource | expected a name",
        "dataSource | '.hidden' | dataSource | does not start with '.'",
        "dataSource | 'a/b' | dataSource | U+002F",
        "dataSource | 'a\\tb' | dataSource | U+0009",
        "dataSource | 'a\\u00a0b' | dataSource | U+00A0",
        "dataSource | 'a\\ud800b' | dataSource | U+D800",
        "timestampSpec | null | timestampSpec | found nothing",
        "timestampSpec | {colum: 'time'} | timestampSpec.colum | did you mean 'column'",
        "timestampSpec | {column: 'time', missingValue: 'soon'} | timestampSpec.missingValue | soon",
        "timestampSpec | {column: 'time', format: 'bogus pattern'} | timestampSpec | Illegal pattern",
        "parser | {type: 'string'} | parser | was removed",
        "metricSpec | [] | metricSpec | did you mean 'metricsSpec'",
        "dimensionsSpec | [] | dimensionsSpec | expected an object",
        "dimensionsSpec | {dimensions: 'page'} | dimensionsSpec.dimensions | expected an array",
        "dimensionsSpec | {dimensions: ['a', 'b', 'a']} | dimensionsSpec.dimensions[2].name | a second time",
        "dimensionsSpec | {dimensions: ['a', {name: 'a', type: 'long'}]} | dimensionsSpec.dimensions[1].name | a second time",
        "dimensionsSpec | {dimensions: ['__time']} | dimensionsSpec.dimensions[0].type | expected 'long'",
        "dimensionsSpec | {dimensions: ['a', {name: '__time', type: 'long'}]} | dimensionsSpec.dimensions[1] | forceSegmentSortByTime",
        "dimensionsSpec | {dimensions: ['a', {name: 'b', type: 'lng'}]} | dimensionsSpec.dimensions[1] | did you mean 'long'",
        "dimensionsSpec | {dimensions: ['a', 7]} | dimensionsSpec.dimensions[1] | expected a name or an object",
        "dimensionsSpec | {dimensions: [{type: 'long'}]} | dimensionsSpec.dimensions[0].name | found no name",
        "dimensionsSpec | {dimensions: [{name: 'a', createBitmapIndexx: true}]} | dimensionsSpec.dimensions[0].createBitmapIndexx | did you mean 'createBitmapIndex'",
        "dimensionsSpec | {dimensions: ['a'], dimensionExclusions: ['a']} | dimensionsSpec.dimensionExclusions | found 'a'",
        "dimensionsSpec | {useSchemaDiscover: true} | dimensionsSpec.useSchemaDiscover | did you mean 'useSchemaDiscovery'",
        "dimensionsSpec | {useSchemaDiscovery: 'perhaps'} | dimensionsSpec.useSchemaDiscovery | perhaps",
        "metricsSpec | {} | metricsSpec | expected an array",
        "metricsSpec | [{type: 'count', name: 'n'}, {type: 'longsum', name: 's', fieldName: 'f'}] | metricsSpec[1] | did you mean 'longSum'",
        "metricsSpec | [{type: 'HLLSketchBuild', name: 's', fieldName: 'f'}] | metricsSpec[0] | unknown aggregator type 'HLLSketchBuild'",
        "metricsSpec | [{name: 'n'}] | metricsSpec[0] | found no 'type'",
        "metricsSpec | [{type: 'count'}] | metricsSpec[0] | name",
        "metricsSpec | [{type: 'longSum', name: 's'}] | metricsSpec[0] | fieldName",
        "metricsSpec | [{type: 'count', name: 'n', fieldNam: 'f'}] | metricsSpec[0].fieldNam | unknown property",
        "metricsSpec | [{type: 'filtered', filter: {type: 'true'}, aggregator: {type: 'longSum', name: 'n', fieldNme: 'f'}}] | metricsSpec[0].aggregator | fieldName",
        "metricsSpec | [{type: 'count', name: 'n'}, {type: 'count', name: 'n'}] | metricsSpec[1].name | a second time",
        "metricsSpec | [{type: 'count', name: 'page'}] | metricsSpec[0].name | is a dimension too",
        "metricsSpec | [{type: 'count', name: '__time'}] | metricsSpec[0].name | name of the time column",
        "metricsSpec | [{type: 'javascript', name: 'j', fieldNames: [], fnAggregate: 'f', fnReset: 'f', fnCombine: 'f'}] | metricsSpec[0] | JavaScript is disabled",
        "metricsSpec | [{type: 'longSum', name: 's', expression: 'added +'}] | metricsSpec[0] | cannot be used",
        "granularitySpec | {segmentGranularity: 'hours'} | granularitySpec.segmentGranularity | did you mean 'hour'",
        "granularitySpec | {segmentGranularity: 'none'} | granularitySpec.segmentGranularity | a segment of each millisecond",
        "granularitySpec | {segmentGranularity: 'hour', queryGranularity: 'day'} | granularitySpec.queryGranularity | coarser",
        "granularitySpec | {type: 'arbitrary'} | granularitySpec.type | write 'uniform'",
        "granularitySpec | {type: 'unifrm'} | granularitySpec.type | did you mean 'uniform'",
        "granularitySpec | {segmentGranulrity: 'hour'} | granularitySpec.segmentGranulrity | did you mean 'segmentGranularity'",
        "metricsSpec | [{type: 'doubleMean', name: 'm', fieldName: 'x'}] | metricsSpec[0] | cannot be used when rows are ingested",
        "transformSpec | [] | transformSpec | expected an object",
        "transformSpec | {transform: []} | transformSpec.transform | did you mean 'transforms'",
        "transformSpec | {transforms: [{type: 'expression', name: 'a', expression: 'b +'}]} | transformSpec.transforms[0].expression | does not compile",
        "transformSpec | {transforms: [{type: 'expression', name: 'a', expression: 'nosuch(b)'}]} | transformSpec.transforms[0].expression | nosuch",
        "transformSpec | {transforms: [{type: 'expression', name: 'a', expression: 'b'}, {type: 'expression', name: 'a', expression: 'c'}]} | transformSpec.transforms[1].name | a second time",
        "transformSpec | {filter: {type: 'selektor', dimension: 'a', value: 'b'}} | transformSpec.filter | did you mean 'selector'",
        "projections | [{type: 'aggregate', name: 'p'}] | projections[0] | must not both be null or empty",
      })
  void problemIsToldWithItsPath(String property, String value, String path, String message) {
    TestSpec spec = new TestSpec().schema(property, value);
    assertThat(spec.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("dataSchema." + path);
              assertThat(problem.message()).contains(message).hasLineCount(1);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | ioConfig.inputFormat | found nothing",
        "{type: 'jsn'} | ioConfig.inputFormat | did you mean 'json'",
        "{type: 'avro_stream'} | ioConfig.inputFormat | unknown input format type",
        "{type: 'json', flatenSpec: {}} | ioConfig.inputFormat.flatenSpec | did you mean 'flattenSpec'",
        "{type: 'json', flattenSpec: {fields: [{type: 'path', name: 'a', expr: '$.a'}, {type: 'path', nam: 'b', expr: '$.b'}]}} | ioConfig.inputFormat.flattenSpec.fields[1] | name",
        "{type: 'json', flattenSpec: {fields: [{type: 'jq', name: 'a', expr: '.['}]}} | ioConfig.inputFormat | cannot be used",
        "{type: 'json', assumeNewlineDelimited: true, useJsonNodeReader: true} | ioConfig.inputFormat | useJsonNodeReader",
        "{type: 'csv'} | ioConfig.inputFormat | columns",
        "{type: 'tsv', columns: ['a'], delimiter: ';', listDelimiter: ';'} | ioConfig.inputFormat | delimiter",
        "{type: 'regex'} | ioConfig.inputFormat | pattern",
        "{type: 'regex', pattern: '('} | ioConfig.inputFormat | cannot be used",
      })
  void problemOfTheInputFormatIsToldWithItsPath(String format, String path, String message) {
    assertThat(new TestSpec().format(format).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).contains(message).hasLineCount(1);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "maxRowsInMemory | 0 | above 0",
        "maxRowsInMemory | 'many' | many",
        "maxParseExceptions | -1 | 0 or more",
        "maxSavedParseExceptions | -1 | 0 or more",
        "intermediatePersistPeriod | 'P1M' | such as PT10M",
        "intermediatePersistPeriod | 'ten minutes' | such as PT10M",
        "indexSpec | {dimensionCompression: 'zip'} | found 'ZIP', expected one of: LZF, LZ4",
        "indexSpec | {bitmap: {type: 'roarin'}} | did you mean 'roaring'",
        "indexSpec | {dimensionCompresion: 'lz4'} | did you mean 'dimensionCompression'",
        "segmentWriteOutMediumFactory | {type: 'paper'} | unknown",
        "appendableIndexSpec | {type: 'offheap'} | did you mean 'onheap'",
      })
  void problemOfTheTuningIsToldWithItsPath(String property, String value, String message) {
    assertThat(new TestSpec().tuning(property, value).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).startsWith("tuningConfig." + property);
              assertThat(problem.message()).contains(message).hasLineCount(1);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "dimensionsSpec | {dimensions: ['a', {type: 'json', name: 'b'}, {type: 'auto', name: 'c', castToType: 'ARRAY<STRING>'}]}",
        // as Druid writes them back
        "dimensionsSpec | {dimensions: [{type: 'long', name: 'a', multiValueHandling: 'SORTED_ARRAY', createBitmapIndex: false}], dimensionExclusions: ['timestamp'], includeAllDimensions: false, useSchemaDiscovery: false}",
        "dimensionsSpec | {forceSegmentSortByTime: false, dimensions: ['a', {name: '__time', type: 'long'}]}",
        "metricsSpec | [{type: 'count', name: 'n'}, {type: 'doubleFirst', name: 'f', fieldName: 'x'}, {type: 'stringLast', name: 's', fieldName: 'y'}, {type: 'cardinality', name: 'c', fields: ['x']}, {type: 'longSum', name: 'e', expression: 'added * 2'}]",
        "granularitySpec | {type: 'uniform', segmentGranularity: {type: 'period', period: 'P1D', timeZone: 'Europe/Berlin'}, queryGranularity: 'HOUR', rollup: 'true', intervals: null}",
        "granularitySpec | {segmentGranularity: 'five_minute', queryGranularity: {type: 'duration', duration: 60000}}",
        "transformSpec | {filter: null, transforms: [{type: 'expression', name: 'a', expression: 'json_value(b, \\'$.c\\') + regexp_extract(d, \\'x\\')'}]}",
        "projections | [{type: 'aggregate', name: 'p', groupingColumns: ['page'], aggregators: [{type: 'count', name: 'n'}]}]",
        "projections | null",
      })
  void goodPartsAreAccepted(String property, String value) {
    assertThat(new TestSpec().schema(property, value).problems()).isEmpty();
  }

  @Test
  void allProblemsAreToldTogether() {
    TestSpec spec =
        new TestSpec()
            .schema("dataSource", "'a/b'")
            .schema("metricsSpec", "[{type: 'cnt', name: 'n'}, {type: 'cont', name: 'm'}]")
            .format("{type: 'xml'}")
            .tuning("maxRowsInMemory", "0");
    assertThat(spec.problems()).hasSize(5);
    assertThatThrownBy(
            () ->
                SegmentBuilders.of(
                    spec.dataSchema,
                    spec.inputFormat,
                    spec.tuningConfig,
                    Runnable::run,
                    InstantSource.system()))
        .isInstanceOfSatisfying(
            InvalidSchemaException.class, e -> assertThat(e.problems()).isEqualTo(spec.problems()))
        .hasMessageContaining("dataSchema.metricsSpec[1]");
  }

  @Test
  void propertiesOfOthersInTheTuningConfigAreLeftAlone() {
    TestSpec spec =
        new TestSpec()
            .tuning("chatRetries", "8")
            .tuning("workerThreads", "'2'")
            .tuning("maxRowsPerSegment", "5");
    assertThat(spec.problems()).isEmpty();
  }
}
