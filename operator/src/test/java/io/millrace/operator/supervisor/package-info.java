@NullMarked
package io.millrace.operator.supervisor;

import org.jspecify.annotations.NullMarked;
