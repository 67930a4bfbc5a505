/** What status shows: the state that the next leader needs, and what people want to know. */
@NullMarked
package io.millrace.operator.status;

import org.jspecify.annotations.NullMarked;
