/** The generated stream. */
@NullMarked
package io.millrace.simulator.stream;

import org.jspecify.annotations.NullMarked;
