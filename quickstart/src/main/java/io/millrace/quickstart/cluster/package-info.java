/**
 * A whole cluster on one machine: API server, Kafka broker, operator and Pod runner, for the
 * quickstart and for end-to-end tests.
 */
@NullMarked
package io.millrace.quickstart.cluster;

import org.jspecify.annotations.NullMarked;
