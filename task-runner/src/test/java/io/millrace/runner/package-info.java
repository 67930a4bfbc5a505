@NullMarked
package io.millrace.runner;

import org.jspecify.annotations.NullMarked;
