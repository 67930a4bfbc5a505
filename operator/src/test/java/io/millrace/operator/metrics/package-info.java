@NullMarked
package io.millrace.operator.metrics;

import org.jspecify.annotations.NullMarked;
