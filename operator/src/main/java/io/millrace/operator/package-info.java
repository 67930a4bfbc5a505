/** The operator process: run loop, publish protocol, and what connects them to the world. */
@NullMarked
package io.millrace.operator;

import org.jspecify.annotations.NullMarked;
