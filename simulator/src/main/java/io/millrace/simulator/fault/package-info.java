/** What may go wrong, and when. */
@NullMarked
package io.millrace.simulator.fault;

import org.jspecify.annotations.NullMarked;
