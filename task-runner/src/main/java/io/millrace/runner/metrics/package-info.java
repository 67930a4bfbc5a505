/** What a task counts, for Prometheus and for Druid's row statistics. */
@NullMarked
package io.millrace.runner.metrics;

import org.jspecify.annotations.NullMarked;
