/** Rows in, Druid segments out; nothing of Kubernetes, Kafka or S3. */
@NullMarked
package io.millrace.segments;

import org.jspecify.annotations.NullMarked;
