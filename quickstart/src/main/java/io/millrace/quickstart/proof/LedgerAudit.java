package io.millrace.quickstart.proof;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.streams.StreamDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain of commits from its baseline and tells everything that is wrong with it: a gap,
 * an overlap, something committed twice, a manifest that is not what was committed, counters that
 * do not add up, a change of owner or stream. It believes nothing that the operator says of itself.
 * Used once, by one thread.
 */
public final class LedgerAudit {

  private final Ledger ledger;
  private final Map<String, Long> positions = new TreeMap<>();
  private final Set<String> committed = new HashSet<>();
  private final Set<String> segments = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private RowCounters counters = RowCounters.ZERO;
  private int takeovers;
  private @Nullable LedgerEntry previous;

  private LedgerAudit(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * What the chain comes to.
   *
   * @param entries number of entries
   * @param manifests number of committed manifests
   * @param positions committed position of each partition
   * @param counters rows of all entries
   * @param problems what is wrong, none when the chain is sound
   */
  public record Finding(
      int entries,
      int manifests,
      Map<String, Long> positions,
      RowCounters counters,
      List<String> problems) {}

  /** What the chain of a single supervisor comes to. */
  public static Finding of(Ledger ledger) {
    return of(ledger, 0);
  }

  /**
   * What a chain comes to that several supervisors have had.
   *
   * @param takeovers how often one has to have gone on with the chain of another
   */
  public static Finding of(Ledger ledger, int takeovers) {
    LedgerAudit audit = new LedgerAudit(ledger);
    long number = 0;
    for (LedgerEntry entry : ledger.entries()) {
      number++;
      audit.follow(entry, number);
    }
    if (audit.takeovers != takeovers) {
      audit.problems.add(
          "the chain was taken over %d times; expected %d".formatted(audit.takeovers, takeovers));
    }
    return new Finding(
        ledger.entries().size(),
        audit.committed.size(),
        audit.positions,
        audit.counters,
        audit.problems);
  }

  private void follow(LedgerEntry entry, long number) {
    if (entry.commit() != number) {
      problem(entry, "is number %d of the chain; expected its own number".formatted(number));
    }
    if (previous != null) {
      expectSameChain(entry, previous);
    }
    previous = entry;
    switch (entry.kind()) {
      case BASELINE -> begin(entry);
      case COMMIT -> commit(entry);
      case RESET -> reset(entry);
      case LOST -> lose(entry);
      case TAKEOVER -> takeOver(entry);
    }
    for (SegmentDescriptor segment : entry.segments()) {
      if (!segments.add(segment.identifier()) || !segments.add(segment.loadSpec().toString())) {
        problem(
            entry,
            "publishes segment %s, which was published before".formatted(segment.identifier()));
      }
    }
    counters = counters.plus(entry.counters());
  }

  private void expectSameChain(LedgerEntry entry, LedgerEntry before) {
    if (!StreamDescription.isPartOf(before.streamIdentity(), entry.streamIdentity())) {
      problem(
          entry,
          "is of stream %s; expected %s, with topics that appeared since at most"
              .formatted(entry.streamIdentity(), before.streamIdentity()));
    }
    boolean takesOver = entry.kind() == LedgerEntry.Kind.TAKEOVER;
    if (!takesOver && !entry.supervisorUid().equals(before.supervisorUid())) {
      problem(
          entry,
          "is of supervisor %s; expected %s, who owns the chain"
              .formatted(entry.supervisorUid(), before.supervisorUid()));
    }
    if (!takesOver && !Objects.equals(entry.installationId(), before.installationId())) {
      problem(
          entry,
          "is of installation %s; expected %s, whose supervisor owns the chain"
              .formatted(entry.installationId(), before.installationId()));
    }
    if (takesOver ? entry.epoch() <= before.epoch() : entry.epoch() < before.epoch()) {
      problem(entry, "has epoch %d after %d".formatted(entry.epoch(), before.epoch()));
    }
  }

  /** Another owner, at the very positions that the chain has reached. */
  private void takeOver(LedgerEntry entry) {
    takeovers++;
    expectPositions(entry, "from", entry.from());
    expectPositions(entry, "to", entry.to());
    if (!entry.manifests().isEmpty() || !entry.segments().isEmpty()) {
      problem(entry, "is a takeover and publishes something");
    }
  }

  /** Positions are set, from where the chain has come to, to anywhere. */
  private void reset(LedgerEntry entry) {
    leave(entry);
    entry.to().forEach((partition, to) -> positions.put(partition, Long.valueOf(to)));
  }

  /** What lies between was in the stream no more. */
  private void lose(LedgerEntry entry) {
    leave(entry);
    entry
        .from()
        .forEach(
            (partition, from) -> {
              String to = entry.to().getOrDefault(partition, "-1");
              if (Long.parseLong(to) <= Long.parseLong(from)) {
                problem(entry, "moves partition %s from %s to %s".formatted(partition, from, to));
              }
              positions.put(partition, Long.valueOf(to));
            });
  }

  private void leave(LedgerEntry entry) {
    entry
        .from()
        .forEach(
            (partition, from) ->
                expectPosition(entry, partition, Long.valueOf(from), positions.remove(partition)));
    if (!entry.manifests().isEmpty() || !entry.segments().isEmpty()) {
      problem(entry, "is no commit and publishes something");
    }
  }

  private void expectPositions(LedgerEntry entry, String what, Map<String, String> found) {
    Map<String, Long> given = new TreeMap<>();
    found.forEach((partition, position) -> given.put(partition, Long.valueOf(position)));
    if (!given.equals(positions)) {
      problem(entry, "takes over %s %s; expected all of %s".formatted(what, given, positions));
    }
  }

  private void begin(LedgerEntry entry) {
    entry
        .to()
        .forEach(
            (partition, position) -> {
              if (positions.put(partition, Long.valueOf(position)) != null) {
                problem(entry, "begins partition %s a second time".formatted(partition));
              }
            });
  }

  private void commit(LedgerEntry entry) {
    Map<String, Long> reached = new TreeMap<>();
    entry.from().forEach((partition, position) -> reached.put(partition, Long.valueOf(position)));
    if (!entry.from().keySet().equals(entry.to().keySet())) {
      problem(
          entry,
          "moves partitions %s to positions of %s"
              .formatted(entry.from().keySet(), entry.to().keySet()));
    }
    reached.forEach(
        (partition, from) -> expectPosition(entry, partition, from, positions.get(partition)));
    RowCounters sum = RowCounters.ZERO;
    int published = 0;
    for (ManifestReference reference : entry.manifests()) {
      Manifest manifest = ledger.manifests().get(reference.path());
      if (manifest == null || !reference.digest().equals(ledger.digests().get(reference.path()))) {
        problem(
            entry,
            "names manifest %s, which is missing or has another content"
                .formatted(reference.path()));
        continue;
      }
      publish(entry, reference.path(), manifest, reached);
      sum = sum.plus(manifest.counters());
      published += manifest.segments().size();
    }
    expect(entry, "counters", entry.counters(), sum);
    expect(entry, "number of segments", entry.segments().size(), published);
    reached.forEach(
        (partition, position) -> {
          expect(
              entry,
              "end of partition " + partition,
              entry.to().get(partition),
              position.toString());
          positions.put(partition, position);
        });
  }

  private void publish(
      LedgerEntry entry, String path, Manifest manifest, Map<String, Long> reached) {
    if (!committed.add(path)) {
      problem(entry, "commits manifest %s, which was committed before".formatted(path));
    }
    if (!StreamDescription.isPartOf(manifest.streamIdentity(), entry.streamIdentity())
        || !manifest.supervisorUid().equals(entry.supervisorUid())) {
      problem(
          entry,
          "commits manifest %s of supervisor %s and stream %s; expected its own"
              .formatted(path, manifest.supervisorUid(), manifest.streamIdentity()));
    }
    manifest
        .end()
        .forEach(
            (partition, end) -> {
              Long start = Long.valueOf(manifest.start().getOrDefault(partition, "-1"));
              expectPosition(entry, partition, start, reached.get(partition));
              if (Long.parseLong(end) <= start) {
                problem(entry, "moves partition %s from %d to %s".formatted(partition, start, end));
              }
              reached.put(partition, Long.valueOf(end));
            });
  }

  private void expectPosition(
      LedgerEntry entry, String partition, Long found, @Nullable Long expected) {
    if (!found.equals(expected)) {
      String kind = expected == null || found > expected ? "a gap" : "an overlap";
      problem(
          entry,
          "starts partition %s at %d; expected %s: %s".formatted(partition, found, expected, kind));
    }
  }

  private void expect(LedgerEntry entry, String what, @Nullable Object found, Object expected) {
    if (!expected.equals(found)) {
      problem(entry, "has %s %s; its manifests say %s".formatted(what, found, expected));
    }
  }

  private void problem(LedgerEntry entry, String what) {
    problems.add("entry %d %s".formatted(entry.commit(), what));
  }
}
