package io.millrace.operator.stream;

import io.millrace.crds.v1alpha1.IoConfig;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and how often.
 *
 * @param io what to read, and how to connect
 * @param period time between two looks
 * @param measuresTime whether lag is measured in time too
 */
public record StreamTarget(IoConfig io, Duration period, boolean measuresTime) {

  boolean isAskedLike(StreamTarget other) {
    return period.equals(other.period)
        && measuresTime == other.measuresTime
        && io.consumerProperties().equals(other.io.consumerProperties())
        && Objects.equals(io.topic(), other.io.topic())
        && Objects.equals(io.topicPattern(), other.io.topicPattern());
  }

  /** The topic, or the pattern of topics. */
  @Nullable String name() {
    return io.topic() == null ? io.topicPattern() : io.topic();
  }
}
