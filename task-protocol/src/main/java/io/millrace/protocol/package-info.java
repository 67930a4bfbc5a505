/**
 * The messages between operator and task, publish manifests and ledger entries, as records.
 *
 * <p>Partitions and positions travel as text, keyed and written as in the status of a supervisor;
 * what they mean is known to the module {@code streams}.
 */
@NullMarked
package io.millrace.protocol;

import org.jspecify.annotations.NullMarked;
