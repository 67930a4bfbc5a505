@NullMarked
package io.millrace.runner.metrics;

import org.jspecify.annotations.NullMarked;
