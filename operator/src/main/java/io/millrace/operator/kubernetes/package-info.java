/**
 * The only place that speaks to the API server: ports on one side, fabric8 and the operator SDK on
 * the other.
 */
@NullMarked
package io.millrace.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
