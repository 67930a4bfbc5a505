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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
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
    this.lock = new RenewalNotingLock(namespace, settings.leaseName(), identity);
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

  /** Notes when a renewal was sent that succeeded. One that nobody ever held is free. */
  private final class RenewalNotingLock extends LeaseLock {

    private static final LeaderElectionRecord FREE =
        new LeaderElectionRecord(
            null,
            Duration.ofSeconds(1),
            Instant.EPOCH.atZone(ZoneOffset.UTC),
            Instant.EPOCH.atZone(ZoneOffset.UTC),
            0);

    RenewalNotingLock(String namespace, String name, String identity) {
      super(namespace, name, identity);
    }

    @Override
    public synchronized void create(KubernetesClient kubernetes, LeaderElectionRecord record) {
      Instant sent = clock.instant();
      super.create(kubernetes, record);
      renewedAt = sent;
    }

    @Override
    public synchronized void update(KubernetesClient kubernetes, LeaderElectionRecord record) {
      Instant sent = clock.instant();
      super.update(kubernetes, record);
      renewedAt = identity().equals(record.getHolderIdentity()) ? sent : Instant.MIN;
    }

    /** Those that come with an installation have no content. */
    @Override
    protected LeaderElectionRecord toRecord(
        io.fabric8.kubernetes.api.model.coordination.v1.Lease lease) {
      boolean neverHeld =
          lease.getSpec() == null || lease.getSpec().getLeaseDurationSeconds() == null;
      return neverHeld ? FREE : super.toRecord(lease);
    }
  }
}
