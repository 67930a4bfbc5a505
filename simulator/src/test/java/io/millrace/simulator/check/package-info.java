/** Tests of the checker itself. */
@NullMarked
package io.millrace.simulator.check;

import org.jspecify.annotations.NullMarked;
