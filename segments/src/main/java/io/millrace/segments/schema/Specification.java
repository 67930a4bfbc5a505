package io.millrace.segments.schema;

/** All that building segments depends on. */
public record Specification(DataSchema dataSchema, Tuning tuning) {}
