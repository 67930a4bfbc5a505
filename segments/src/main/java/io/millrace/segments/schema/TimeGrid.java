package io.millrace.segments.schema;

import org.apache.druid.java.util.common.granularity.Granularity;

/** A checked {@code granularitySpec}. */
record TimeGrid(Granularity segment, Granularity query, boolean rollup) {}
