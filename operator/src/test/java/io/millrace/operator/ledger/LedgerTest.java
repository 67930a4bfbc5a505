package io.millrace.operator.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Positions;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final ManifestPaths PATHS = new ManifestPaths("ns", "s");
  private static final String HOUR = "2026-11-22T05:00:00.000Z/2026-11-22T06:00:00.000Z";
  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

  private final FakeDeepStorage storage = new FakeDeepStorage();
  private final Ledger ledger = new Ledger(storage, PATHS);

  @BeforeEach
  void baseline() {
    ledger.read(0);
    ledger.claim(
        new LedgerOwner(ProtocolVersion.FORMAT, "uid", "installation", "cluster{t=id}", "ds"));
    record(
        ledger,
        new Commit(1, LedgerEntry.Kind.BASELINE, NOW, 1, Positions.NONE, at(0), List.of(), 0, 0));
  }

  @Test
  void theFirstClaimWinsAndTheSecondSeesIt() {
    Ledger other = new Ledger(storage, PATHS);
    other.claim(
        new LedgerOwner(ProtocolVersion.FORMAT, "another", "elsewhere", "cluster{t=id}", "ds"));
    assertThat(requireNonNull(read(other).owner()).supervisorUid()).isEqualTo("uid");
  }

  @Test
  void anEntryHoldsTheSegmentsWithPartitionNumbersInChainOrder() throws Exception {
    record(ledger, commit(2, 0, 10, manifest(0, 10, "a")));
    record(ledger, commit(3, 10, 20, manifest(10, 20, "b"), manifest(20, 30, "c")));

    assertThat(entry(2).segments()).extracting(SegmentDescriptor::partition).containsExactly(0);
    assertThat(entry(3).segments()).extracting(SegmentDescriptor::partition).containsExactly(1, 2);
    assertThat(entry(3).segments())
        .extracting(SegmentDescriptor::identifier)
        .last()
        .isEqualTo("ds_" + HOUR.replace('/', '_') + "_1970-01-01T00:00:00.000Z_2");
    assertThat(entry(3).counters().records()).isEqualTo(20);
    assertThat(requireNonNull(read(ledger).head()).counters().records()).isEqualTo(30);
  }

  @Test
  void case34_aLeaderThatComesLaterWritesTheSameBytesAndIsNotInConflict() throws Exception {
    Commit commit = commit(2, 0, 10, manifest(0, 10, "a"));
    record(ledger, commit);
    byte[] written = storage.read(PATHS.ledgerEntry(2)).orElseThrow();

    storage.delete(PATHS.ledgerEntry(2));
    Ledger next = new Ledger(storage, PATHS);
    next.read(2);
    record(next, commit);

    assertThat(storage.read(PATHS.ledgerEntry(2)).orElseThrow()).isEqualTo(written);
    record(new Ledger(storage, PATHS), commit);
    assertThat(read(next).entries()).isEqualTo(2);
  }

  @Test
  void case07_anEntryWhoseAnswerWasLostIsFoundToBeThere() {
    storage.loseNextAnswer();
    Commit commit =
        new Commit(2, LedgerEntry.Kind.COMMIT, NOW, 1, at(0), at(10), List.of(), 10, 10);
    record(ledger, commit);
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Failed.class);

    ledger.read(2);
    record(ledger, commit);
    assertThat(read(ledger).entries()).isEqualTo(2);
  }

  @Test
  void case45_anEntryOfOtherContentIsAConflict() throws Exception {
    record(ledger, commit(2, 0, 10, manifest(0, 10, "a")));
    storage.delete(PATHS.ledgerEntry(2));
    Ledger one = new Ledger(storage, PATHS);
    one.read(1);
    Ledger two = new Ledger(storage, PATHS);
    two.read(1);

    record(one, commit(2, 0, 10, manifest(0, 10, "a")));
    record(two, commit(2, 0, 20, manifest(0, 20, "b")));

    assertThat(two.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict -> assertThat(conflict.message()).contains(PATHS.ledgerEntry(2)));
    assertThat(requireNonNull(read(one).head()).positions()).containsEntry("0", "10");
  }

  @Test
  void aChainThatLagsBehindStatusByMoreThanOneIsAConflict() {
    ledger.read(2);
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Read.class);
    ledger.read(3);
    assertThat(ledger.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict ->
                assertThat(conflict.message()).contains("entry 1").contains("status says 3"));
  }

  @Test
  void anEntryThatDoesNotStartWhereTheChainEndsIsAConflict() throws Exception {
    LedgerEntry gap = ChainHead.entry(null, commit(2, 5, 10), "uid", "cluster{t=id}", List.of());
    storage.createIfAbsent(PATHS.ledgerEntry(2), ProtocolJson.write(gap));
    ledger.read(2);
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Conflict.class);
  }

  @Test
  void aManifestThatWasChangedAfterItsCommitIsAConflict() throws Exception {
    ManifestReference reference = manifest(0, 10, "a");
    record(ledger, commit(2, 0, 10, new ManifestReference(reference.path(), "0".repeat(64))));
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Conflict.class);
    assertThat(storage.read(PATHS.ledgerEntry(2))).isEmpty();
  }

  @Test
  void case39_whileDeepStorageDoesNotAnswerTheObservationSaysSoAndHealsAfterwards() {
    storage.failWith(DeepStorageException.Kind.UNREACHABLE);
    Commit commit =
        new Commit(2, LedgerEntry.Kind.COMMIT, NOW, 1, at(0), at(10), List.of(), 10, 10);
    record(ledger, commit);
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Failed.class);
    assertThat(ledger.lookForManifests(new GenerationKey(1, 0, 0), Set.of())).isEmpty();

    storage.heal();
    ledger.read(2);
    record(ledger, commit);
    assertThat(read(ledger).entries()).isEqualTo(2);
  }

  @Test
  void aSnapshotEveryThousandCommitsIsWhereReadingBegins() throws Exception {
    for (long commit = 2; commit <= 1_001; commit++) {
      record(
          ledger,
          new Commit(
              commit,
              LedgerEntry.Kind.COMMIT,
              NOW,
              1,
              at(commit - 2),
              at(commit - 1),
              List.of(),
              1,
              1));
    }
    assertThat(storage.read(PATHS.snapshot(1_000))).isPresent();
    for (long commit = 1; commit < 1_000; commit++) {
      storage.delete(PATHS.ledgerEntry(commit));
    }
    Ledger next = new Ledger(storage, PATHS);
    next.read(1_001);
    assertThat(read(next).head()).isEqualTo(read(ledger).head());
    assertThat(requireNonNull(read(next).head()).positions()).containsEntry("0", "1000");
  }

  @Test
  void manifestsThatPodsLeftAreFoundByTheirGeneration() throws Exception {
    ManifestReference mine = manifest(0, 10, "a");
    var found =
        ledger.lookForManifests(new GenerationKey(1, 0, 0), Set.of("s-0-0-0")).orElseThrow();
    assertThat(found.found())
        .singleElement()
        .satisfies(
            prepared -> {
              assertThat(prepared.path()).isEqualTo(mine.path());
              assertThat(prepared.digest()).isEqualTo(mine.digest());
            });
    assertThat(found.lookedFor()).containsExactly("s-0-0-0");
    assertThat(ledger.lookForManifests(new GenerationKey(1, 0, 1), Set.of()).orElseThrow().found())
        .isEmpty();
  }

  private static void record(Ledger ledger, Commit commit) {
    ledger.record(commit, "cluster{t=id}", "uid");
  }

  private static LedgerObservation.Read read(Ledger ledger) {
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Read.class);
    return (LedgerObservation.Read) ledger.observation();
  }

  private LedgerEntry entry(long commit) throws Exception {
    return ProtocolJson.read(
        storage.read(PATHS.ledgerEntry(commit)).orElseThrow(), LedgerEntry.class);
  }

  private static Positions at(long offset) {
    return Positions.of(Map.of("0", Long.toString(offset)));
  }

  private static Commit commit(long sequence, long from, long to, ManifestReference... manifests) {
    return new Commit(
        sequence,
        LedgerEntry.Kind.COMMIT,
        NOW,
        1,
        at(from),
        at(to),
        List.of(manifests),
        to - from,
        to - from);
  }

  private ManifestReference manifest(long from, long to, String pod) throws DeepStorageException {
    SegmentDescriptor segment =
        new SegmentDescriptor(
            "ds",
            HOUR,
            SegmentDescriptor.VERSION,
            Map.of("type", "local", "path", "/" + pod),
            "d",
            "m",
            SegmentDescriptor.numbered(0),
            9,
            100,
            10);
    Manifest manifest =
        new Manifest(
            ProtocolVersion.FORMAT,
            "uid",
            1,
            0,
            0,
            0,
            pod,
            "cluster{t=id}",
            at(from).text(),
            at(to).text(),
            MessageTimeBounds.OPEN,
            new RowCounters(to - from, to - from, 0, Map.of(), 0, 1),
            List.of(segment));
    byte[] bytes = ProtocolJson.write(manifest);
    String path = PATHS.manifest(1, 0, 0, manifest.start(), pod);
    storage.createIfAbsent(path, bytes);
    return new ManifestReference(path, ManifestPaths.digest(bytes));
  }
}
