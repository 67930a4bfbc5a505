package io.millrace.operator.decide;

import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerSnapshot;
import org.jspecify.annotations.Nullable;

/** What is known of the ledger in deep storage, read and written beside the loop. */
public sealed interface LedgerObservation {

  /** Whether the entry of this number is known to be there. */
  default boolean has(long entry) {
    return this instanceof Read read && read.entries() >= entry;
  }

  /** It is being read, or was not asked for yet. */
  record NotYet() implements LedgerObservation {}

  /**
   * No chain, or one that ends at {@code head}.
   *
   * @param owner who began it; absent when there is none
   * @param head what it adds up to; absent when it has no entry
   * @param dataSource what came of claiming the datasource; absent while it was not claimed
   */
  record Read(
      @Nullable LedgerOwner owner,
      @Nullable LedgerSnapshot head,
      @Nullable DataSourceClaim dataSource)
      implements LedgerObservation {

    /** As it is read before the datasource is claimed. */
    public Read(@Nullable LedgerOwner owner, @Nullable LedgerSnapshot head) {
      this(owner, head, null);
    }

    /** Number of the newest entry, 0 without one. */
    public long entries() {
      return head == null ? 0 : head.commit();
    }
  }

  /**
   * An entry holds something else than status says: everything stops until a person has mended it.
   * It is read again from time to time.
   *
   * @param message which entry, what was found, what was expected
   */
  record Conflict(String message) implements LedgerObservation {}

  /**
   * Deep storage did not answer; it is tried again.
   *
   * @param message what was found and what to do
   */
  record Failed(String message) implements LedgerObservation {}
}
