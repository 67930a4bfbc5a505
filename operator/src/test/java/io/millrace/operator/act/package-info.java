@NullMarked
package io.millrace.operator.act;

import org.jspecify.annotations.NullMarked;
