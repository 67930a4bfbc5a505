/** How fast segments are built, compared with Druid's own library over the same rows. */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
