/**
 * Makes the committed CRD and its reference page from the Java model, and fails when they are
 * stale.
 */
@NullMarked
package io.millrace.crds.generator;

import org.jspecify.annotations.NullMarked;
