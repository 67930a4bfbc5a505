/** Tests of what the loop decides, most of them in a small world of fake tasks. */
@NullMarked
package io.millrace.operator.decide;

import org.jspecify.annotations.NullMarked;
