/**
 * Carries out a plan: the status first, guarded by its resource version, then the actions in order.
 */
@NullMarked
package io.millrace.operator.act;

import org.jspecify.annotations.NullMarked;
