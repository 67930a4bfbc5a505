package io.millrace.operator.stream;

import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.StreamQuestion;
import io.millrace.protocol.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the stream of one supervisor. Follows the spec: when it connects differently
 * from now on, everything is asked anew. Safe for use by several threads.
 */
public final class StreamWatch implements AutoCloseable {

  private final StreamOpener opener;
  private final String namespace;
  private final ReadProgress progress;
  private final Scheduler scheduler;
  private final Runnable changed;
  private @Nullable StreamTarget target;
  private @Nullable StreamSampler sampler;

  /**
   * @param namespace where the Secrets are that the spec refers to
   * @param progress what was read, which lag is measured from
   * @param changed called when there is news that the loop acts on
   */
  public StreamWatch(
      StreamOpener opener,
      String namespace,
      ReadProgress progress,
      Scheduler scheduler,
      Runnable changed) {
    this.opener = opener;
    this.namespace = namespace;
    this.progress = progress;
    this.scheduler = scheduler;
    this.changed = changed;
  }

  /** Asks what {@code next} says from now on. */
  public synchronized void follow(StreamTarget next) {
    if (target != null && target.isAskedLike(next)) {
      return;
    }
    close();
    target = next;
    sampler = new StreamSampler(opener, namespace, next, progress, scheduler, changed);
    sampler.start();
  }

  /**
   * Every look from now on says that it began after {@code question}; a reset in it that is new is
   * looked after at once.
   */
  public synchronized void ask(StreamQuestion question) {
    if (sampler != null) {
      sampler.ask(question);
    }
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
