/**
 * The CRD on a real API server: skipped, with the reason, where its binaries are absent; with
 * {@code CI=true} that is a failure.
 */
@NullMarked
package io.millrace.crds.apiserver;

import org.jspecify.annotations.NullMarked;
