package io.millrace.operator.quota;

import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.protocol.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then whether the quotas of a namespace have room for one supervisor, beside its
 * loop. What is short in two looks in a row is told: usage changes while Pods come and go. Safe for
 * use by several threads.
 */
public final class QuotaWatch implements AutoCloseable {

  private static final Duration FIRST = Duration.ofSeconds(30);
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final NamespaceQuotas quotas;
  private final String namespace;
  private final LongSupplier ownPods;
  private final Scheduler.Cancellable looking;
  private volatile Looks looks = new Looks(null, null);

  private record Looks(@Nullable Room before, @Nullable Room last) {}

  /**
   * @param ownPods how many Pods of the supervisor there are that quotas count
   */
  public QuotaWatch(
      NamespaceQuotas quotas, String namespace, LongSupplier ownPods, Scheduler scheduler) {
    this.quotas = quotas;
    this.namespace = namespace;
    this.ownPods = ownPods;
    this.looking = scheduler.withFixedDelay(FIRST, PERIOD, this::look);
  }

  private void look() {
    quotas
        .of(namespace)
        .ifPresent(found -> looks = new Looks(looks.last(), new Room(found, ownPods.getAsLong())));
  }

  /**
   * What there is to be said of the quotas; empty when they have room, or are not known.
   *
   * @param partitions how many partitions are known; 0 while none is
   */
  public Optional<Finding> finding(@Nullable AcceptedSpec spec, int partitions) {
    Looks now = looks;
    Room before = now.before();
    Room last = now.last();
    if (spec == null || before == null || last == null) {
      return Optional.empty();
    }
    Demand demand = Demand.of(spec, partitions);
    return before
        .shortageOf(demand)
        .flatMap(ignored -> last.shortageOf(demand))
        .map(shortage -> new Finding(Reason.QuotaTooSmall, shortage, false));
  }

  @Override
  public void close() {
    looking.cancel();
  }
}
