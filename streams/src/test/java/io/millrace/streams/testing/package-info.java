/**
 * What tests and the quickstart use in place of somebody's stream: a real Kafka broker in a process
 * of its own, and a stream in memory.
 */
@NullMarked
package io.millrace.streams.testing;

import org.jspecify.annotations.NullMarked;
