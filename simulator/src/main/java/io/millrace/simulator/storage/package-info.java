/** Deep storage in memory. */
@NullMarked
package io.millrace.simulator.storage;

import org.jspecify.annotations.NullMarked;
