@NullMarked
package io.millrace.runner.loop;

import org.jspecify.annotations.NullMarked;
