/** The run loop of one supervisor and what is kept beside it. */
@NullMarked
package io.millrace.operator.supervisor;

import org.jspecify.annotations.NullMarked;
