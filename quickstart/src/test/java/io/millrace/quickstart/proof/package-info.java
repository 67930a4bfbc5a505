@NullMarked
package io.millrace.quickstart.proof;

import org.jspecify.annotations.NullMarked;
