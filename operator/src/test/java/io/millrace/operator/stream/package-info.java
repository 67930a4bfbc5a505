@NullMarked
package io.millrace.operator.stream;

import org.jspecify.annotations.NullMarked;
