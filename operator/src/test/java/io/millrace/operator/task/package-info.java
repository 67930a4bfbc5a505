@NullMarked
package io.millrace.operator.task;

import org.jspecify.annotations.NullMarked;
