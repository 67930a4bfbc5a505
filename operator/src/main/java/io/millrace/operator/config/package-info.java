/** What the operator process is told by its environment, parsed once. */
@NullMarked
package io.millrace.operator.config;

import org.jspecify.annotations.NullMarked;
