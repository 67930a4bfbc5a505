/** Kafka topics as streams. No type of the Kafka client leaves this package. */
@NullMarked
package io.millrace.streams.kafka;

import org.jspecify.annotations.NullMarked;
