/** What a build's tests ran against and what they skipped, told in its last lines. */
@NullMarked
package io.millrace.quickstart.testrecord;

import org.jspecify.annotations.NullMarked;
