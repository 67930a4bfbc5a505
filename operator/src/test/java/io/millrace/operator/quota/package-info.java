@NullMarked
package io.millrace.operator.quota;

import org.jspecify.annotations.NullMarked;
