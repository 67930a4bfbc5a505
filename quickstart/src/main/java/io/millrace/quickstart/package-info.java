/**
 * The quickstart: an embedded cluster, a stream of events, and the proof that each was published
 * exactly once.
 */
@NullMarked
package io.millrace.quickstart;

import org.jspecify.annotations.NullMarked;
