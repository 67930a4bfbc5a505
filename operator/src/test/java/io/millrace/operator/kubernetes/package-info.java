@NullMarked
package io.millrace.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
