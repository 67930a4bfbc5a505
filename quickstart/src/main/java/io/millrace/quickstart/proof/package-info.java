/**
 * The proof that what was produced was published exactly once: the ledger, and the segments that it
 * names.
 */
@NullMarked
package io.millrace.quickstart.proof;

import org.jspecify.annotations.NullMarked;
