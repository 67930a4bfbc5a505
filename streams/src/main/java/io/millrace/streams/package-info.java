/** What a stream is: its partitions, positions and records. */
@NullMarked
package io.millrace.streams;

import org.jspecify.annotations.NullMarked;
