package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectorBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import io.millrace.operator.act.Leadership;
import io.millrace.operator.config.OperatorConfiguration.LeaderElection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The lease that decides which operator works. It is safely held only while the last renewal is
 * younger than the renew deadline, which is shorter than the time after which another may take it:
 * a process that was stopped for long finds itself out of office before it acts.
 */
public final class Lease implements Leadership, AutoCloseable {

  private final KubernetesClient client;
  private final LeaderElection settings;
  private final InstantSource clock;
  private final Lock lock;
  private volatile Instant renewedAt = Instant.MIN;
  private @Nullable CompletableFuture<?> election;

  /**
   * @param namespace where the lease is
   * @param identity name by which the holder is known
   */
  public Lease(
      KubernetesClient client,
      LeaderElection settings,
      String namespace,
      String identity,
      InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
    this.lock = new RenewalNotingLock(new LeaseLock(namespace, settings.leaseName(), identity));
  }

  /** Competes for the lease until {@link #close}. */
  public void compete(Executor executor, Runnable won, Runnable lost) {
    election =
        new LeaderElectorBuilder(client, executor)
            .withConfig(
                new LeaderElectionConfig(
                    lock,
                    settings.leaseDuration(),
                    settings.renewDeadline(),
                    settings.retryPeriod(),
                    new LeaderCallbacks(won, lost, leader -> {}),
                    true,
                    settings.leaseName()))
            .build()
            .start();
  }

  @Override
  public boolean isSafelyHeld() {
    Instant renewed = renewedAt;
    return renewed.isAfter(Instant.MIN)
        && clock.instant().isBefore(renewed.plus(settings.renewDeadline()));
  }

  /** Gives the lease back, so that another need not wait. */
  @Override
  public void close() {
    renewedAt = Instant.MIN;
    if (election != null) {
      election.cancel(true);
    }
  }

  /** Notes when a renewal was sent that succeeded. */
  private final class RenewalNotingLock implements Lock {

    private final Lock lease;

    RenewalNotingLock(Lock lease) {
      this.lease = lease;
    }

    @Override
    public LeaderElectionRecord get(KubernetesClient kubernetes) {
      return lease.get(kubernetes);
    }

    @Override
    public void create(KubernetesClient kubernetes, LeaderElectionRecord record) {
      Instant sent = clock.instant();
      lease.create(kubernetes, record);
      renewedAt = sent;
    }

    @Override
    public void update(KubernetesClient kubernetes, LeaderElectionRecord record) {
      Instant sent = clock.instant();
      lease.update(kubernetes, record);
      renewedAt = identity().equals(record.getHolderIdentity()) ? sent : Instant.MIN;
    }

    @Override
    public String identity() {
      return lease.identity();
    }

    @Override
    public String describe() {
      return lease.describe();
    }
  }
}
