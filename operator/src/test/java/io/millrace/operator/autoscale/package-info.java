@NullMarked
package io.millrace.operator.autoscale;

import org.jspecify.annotations.NullMarked;
