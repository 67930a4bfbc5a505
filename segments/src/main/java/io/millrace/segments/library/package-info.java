/** Druid's processing library, set up for use outside a Druid server. */
@NullMarked
package io.millrace.segments.library;

import org.jspecify.annotations.NullMarked;
