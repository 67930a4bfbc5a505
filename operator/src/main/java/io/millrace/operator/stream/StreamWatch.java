package io.millrace.operator.stream;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.protocol.Scheduler;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the stream of one supervisor. Follows the spec: when it connects differently
 * from now on, everything is asked anew. Safe for use by several threads.
 */
public final class StreamWatch implements AutoCloseable {

  private final StreamOpener opener;
  private final String namespace;
  private final Scheduler scheduler;
  private final Runnable changed;
  private @Nullable Target target;
  private @Nullable StreamSampler sampler;

  private record Target(IoConfig io, Duration period) {

    boolean isAskedLike(Target other) {
      return period.equals(other.period)
          && io.consumerProperties().equals(other.io.consumerProperties())
          && Objects.equals(io.topic(), other.io.topic())
          && Objects.equals(io.topicPattern(), other.io.topicPattern());
    }
  }

  /**
   * @param namespace where the Secrets are that the spec refers to
   * @param changed called when there is news that the loop acts on
   */
  public StreamWatch(StreamOpener opener, String namespace, Scheduler scheduler, Runnable changed) {
    this.opener = opener;
    this.namespace = namespace;
    this.scheduler = scheduler;
    this.changed = changed;
  }

  /** Asks what {@code io} names, every {@code period}, from now on. */
  public synchronized void follow(IoConfig io, Duration period) {
    Target next = new Target(io, period);
    if (target != null && target.isAskedLike(next)) {
      return;
    }
    close();
    target = next;
    sampler = new StreamSampler(opener, namespace, io, period, scheduler, changed);
    sampler.start();
  }

  public synchronized StreamObservation observation() {
    return sampler == null ? new StreamObservation.NotYet() : sampler.observation();
  }

  @Override
  public synchronized void close() {
    if (sampler != null) {
      sampler.close();
      sampler = null;
      target = null;
    }
  }
}
