/** What the tests of the operator share. */
@NullMarked
package io.millrace.operator.testing;

import org.jspecify.annotations.NullMarked;
