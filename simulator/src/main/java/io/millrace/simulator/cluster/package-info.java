/** The API server, its watches, nodes and the user, as far as the loop meets them. */
@NullMarked
package io.millrace.simulator.cluster;

import org.jspecify.annotations.NullMarked;
