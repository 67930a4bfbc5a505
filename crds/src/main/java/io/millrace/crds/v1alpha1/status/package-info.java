/**
 * The status of a StreamSupervisor, as Java records that serialise to what stands in the API
 * server.
 */
@NullMarked
package io.millrace.crds.v1alpha1.status;

import org.jspecify.annotations.NullMarked;
