@NullMarked
package io.millrace.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
