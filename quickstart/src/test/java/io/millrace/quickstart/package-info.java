@NullMarked
package io.millrace.quickstart;

import org.jspecify.annotations.NullMarked;
