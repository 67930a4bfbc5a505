/** What the operator process tells of itself over HTTP: health and Prometheus metrics. */
@NullMarked
package io.millrace.operator.metrics;

import org.jspecify.annotations.NullMarked;
