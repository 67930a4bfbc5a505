/** The chain of commits in deep storage, and the manifests that Pods left there. */
@NullMarked
package io.millrace.operator.ledger;

import org.jspecify.annotations.NullMarked;
