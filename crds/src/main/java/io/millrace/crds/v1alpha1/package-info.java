/** The StreamSupervisor custom resource, version v1alpha1: what users write, as Java records. */
@NullMarked
package io.millrace.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
