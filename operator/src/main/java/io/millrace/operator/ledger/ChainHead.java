package io.millrace.operator.ledger;

import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Positions;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How one entry follows from the head before it, and the head from the entry. */
final class ChainHead {

  private ChainHead() {}

  /**
   * The entry of {@code status}: a function of the commit in it, its manifests and the chain before
   * it alone.
   */
  static LedgerEntry entry(
      @Nullable LedgerSnapshot head, StatusCommit status, List<Manifest> manifests) {
    Commit commit = status.commit();
    Map<String, Integer> next = new TreeMap<>(head == null ? Map.of() : head.nextPartition());
    List<SegmentDescriptor> segments = new ArrayList<>();
    for (Manifest manifest : manifests) {
      for (SegmentDescriptor segment : manifest.segments()) {
        int partition = next.merge(segment.interval(), 1, Integer::sum) - 1;
        segments.add(segment.withPartition(partition));
      }
    }
    return new LedgerEntry(
        ProtocolVersion.FORMAT,
        commit.sequence(),
        commit.kind(),
        status.supervisorUid(),
        status.installationId(),
        commit.epoch(),
        commit.time(),
        status.streamIdentity(),
        commit.from().text(),
        commit.to().text(),
        commit.manifests(),
        manifests.stream().map(Manifest::counters).reduce(RowCounters.ZERO, RowCounters::plus),
        commit.reset(),
        segments);
  }

  /** The head after {@code entry}. */
  static LedgerSnapshot after(@Nullable LedgerSnapshot head, LedgerEntry entry) {
    Map<String, String> positions = new TreeMap<>(head == null ? Map.of() : head.positions());
    positions.keySet().removeAll(entry.from().keySet());
    positions.putAll(entry.to());
    Map<String, Integer> next = new TreeMap<>(head == null ? Map.of() : head.nextPartition());
    for (SegmentDescriptor segment : entry.segments()) {
      next.merge(segment.interval(), segment.partition() + 1, Math::max);
    }
    return new LedgerSnapshot(
        ProtocolVersion.FORMAT,
        entry.commit(),
        entry.supervisorUid(),
        installation(head, entry),
        Math.max(entry.epoch(), head == null ? 0 : head.epoch()),
        entry.streamIdentity(),
        positions,
        next,
        reset(head, entry),
        entry.counters().plus(head == null ? RowCounters.ZERO : head.counters()));
  }

  /** One without a nonce was nobody's wish, and is nothing that could be asked for again. */
  private static @Nullable LedgerReset reset(@Nullable LedgerSnapshot head, LedgerEntry entry) {
    LedgerReset reset = entry.reset();
    return (reset == null || reset.nonce() == null) && head != null ? head.reset() : reset;
  }

  /** That of the entry, or else of earlier ones of the same owner. */
  private static @Nullable String installation(@Nullable LedgerSnapshot head, LedgerEntry entry) {
    return entry.installationId() == null
            && head != null
            && head.ownerUid().equals(entry.supervisorUid())
        ? head.installationId()
        : entry.installationId();
  }

  /**
   * Checks that {@code entry} continues {@code head}.
   *
   * @throws ChainBroken if it does not
   */
  static void check(@Nullable LedgerSnapshot head, LedgerEntry entry, String path)
      throws ChainBroken {
    long expected = head == null ? 1 : head.commit() + 1;
    if (entry.commit() != expected) {
      throw new ChainBroken(
          "%s says that it is commit %d; expected %d".formatted(path, entry.commit(), expected));
    }
    if (head != null
        && entry.kind() != LedgerEntry.Kind.TAKEOVER
        && !entry.supervisorUid().equals(head.ownerUid())) {
      throw new ChainBroken(
          "%s is of supervisor %s; expected %s, whose chain it is, or a takeover"
              .formatted(path, entry.supervisorUid(), head.ownerUid()));
    }
    Positions before = Positions.of(head == null ? Map.of() : head.positions());
    Positions from = Positions.of(entry.from());
    if (!from.equalWithin(before)) {
      throw new ChainBroken(
          "%s starts at %s; expected what the entries before it end at"
              .formatted(path, entry.from()));
    }
    if (entry.kind() == LedgerEntry.Kind.BASELINE
        && entry.to().keySet().stream()
            .anyMatch(partition -> before.text().containsKey(partition))) {
      throw new ChainBroken(
          "%s is the baseline of a partition that has a position already".formatted(path));
    }
  }
}
