/**
 * Whether the quotas of a namespace can hold what a supervisor needs, looked at beside the loop.
 */
@NullMarked
package io.millrace.operator.quota;

import org.jspecify.annotations.NullMarked;
