/** From raw records to rows, and what became of each. */
@NullMarked
package io.millrace.segments.rows;

import org.jspecify.annotations.NullMarked;
