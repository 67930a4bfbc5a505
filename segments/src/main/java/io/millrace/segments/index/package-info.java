/** Segments built with Druid's incremental index and merger. */
@NullMarked
package io.millrace.segments.index;

import org.jspecify.annotations.NullMarked;
