/**
 * What one iteration sees: the accepted spec, Pods, reports, stream and ledger, put together as one
 * observation.
 */
@NullMarked
package io.millrace.operator.observe;

import org.jspecify.annotations.NullMarked;
