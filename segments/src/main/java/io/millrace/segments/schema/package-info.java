/**
 * From the three parts of a specification to what the builders work with, or to what is wrong with
 * them.
 */
@NullMarked
package io.millrace.segments.schema;

import org.jspecify.annotations.NullMarked;
