package io.millrace.operator.act;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.ledger.Ledger;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.protocol.ManifestPaths;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one supervisor, opened when it is first needed, and anew after it failed, since a
 * Secret or a mount may have changed. Work on it runs one at a time and blocks.
 */
public final class LedgerAccess implements AutoCloseable {

  private final DeepStorageOpener opener;
  private final SupervisorKey supervisor;
  private final ReentrantLock working = new ReentrantLock();
  private volatile LedgerObservation observation = new LedgerObservation.NotYet();
  private io.millrace.deepstorage.@Nullable DeepStorage storage;
  private @Nullable Ledger ledger;
  private @Nullable DeepStorage openedAt;

  public LedgerAccess(DeepStorageOpener opener, SupervisorKey supervisor) {
    this.opener = opener;
    this.supervisor = supervisor;
  }

  /** What is known of the ledger, at once. */
  public LedgerObservation observation() {
    return observation;
  }

  /**
   * Does {@code work} on the ledger.
   *
   * @return whether deep storage answered, and with what can be gone on with: what only a person
   *     can mend is to be looked at again later
   */
  public boolean work(DeepStorage where, Consumer<Ledger> work) {
    return workAndTell(
        where,
        open -> {
          work.accept(open);
          return canGoOn(open.observation());
        });
  }

  /**
   * Does {@code work} on the ledger, which tells whether it was done.
   *
   * @return whether deep storage answered and the work was done
   */
  public boolean workAndTell(DeepStorage where, Predicate<Ledger> work) {
    working.lock();
    try {
      Ledger open = open(where);
      boolean done = work.test(open);
      observation = open.observation();
      if (observation instanceof LedgerObservation.Failed) {
        shut();
        return false;
      }
      return done;
    } catch (DeepStorageException e) {
      observation = new LedgerObservation.Failed(String.valueOf(e.getMessage()));
      return false;
    } finally {
      working.unlock();
    }
  }

  @Override
  public void close() {
    working.lock();
    try {
      shut();
    } finally {
      working.unlock();
    }
  }

  private static boolean canGoOn(LedgerObservation observation) {
    return switch (observation) {
      case LedgerObservation.NotYet ignored -> true;
      case LedgerObservation.Failed ignored -> false;
      case LedgerObservation.Conflict ignored -> false;
      case LedgerObservation.Read read ->
          read.dataSource() == null || read.dataSource().other() == null;
    };
  }

  private Ledger open(DeepStorage where) throws DeepStorageException {
    Ledger present = ledger;
    if (present != null && where.equals(openedAt)) {
      return present;
    }
    shut();
    io.millrace.deepstorage.DeepStorage opened = opener.open(supervisor.namespace(), where);
    Ledger created =
        new Ledger(opened, new ManifestPaths(supervisor.namespace(), supervisor.name()));
    storage = opened;
    ledger = created;
    openedAt = where;
    return created;
  }

  private void shut() {
    if (storage != null) {
      storage.close();
    }
    storage = null;
    ledger = null;
    openedAt = null;
  }
}
