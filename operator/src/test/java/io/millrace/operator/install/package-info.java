/** The chart and the kustomize base, as users install them. */
@NullMarked
package io.millrace.operator.install;

import org.jspecify.annotations.NullMarked;
