/** The process in an indexing Pod: its composition root and configuration. */
@NullMarked
package io.millrace.runner;

import org.jspecify.annotations.NullMarked;
