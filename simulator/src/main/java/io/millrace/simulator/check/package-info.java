/** What must hold, checked while a schedule runs and after it. */
@NullMarked
package io.millrace.simulator.check;

import org.jspecify.annotations.NullMarked;
