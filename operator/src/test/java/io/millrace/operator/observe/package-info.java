@NullMarked
package io.millrace.operator.observe;

import org.jspecify.annotations.NullMarked;
