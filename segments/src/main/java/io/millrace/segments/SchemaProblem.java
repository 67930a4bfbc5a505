package io.millrace.segments;

/**
 * Something wrong with a {@code dataSchema}, {@code inputFormat} or {@code tuningConfig}.
 *
 * @param path path of the property, such as {@code dataSchema.metricsSpec[2].type}
 * @param message what was found, what was expected, and what to do
 */
public record SchemaProblem(String path, String message) {}
