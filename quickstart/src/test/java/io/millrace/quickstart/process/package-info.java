@NullMarked
package io.millrace.quickstart.process;

import org.jspecify.annotations.NullMarked;
