/** Tests of the chain of commits. */
@NullMarked
package io.millrace.operator.ledger;

import org.jspecify.annotations.NullMarked;
