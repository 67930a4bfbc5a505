package io.millrace.operator.ledger;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.DataSourceClaim;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.Positions;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
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
    ledger.read(null);
    ledger.claim(
        new LedgerOwner(ProtocolVersion.FORMAT, "uid", "installation", "cluster{t=id}", "ds"));
    record(ledger, first());
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
    read(next, commit);
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

    read(ledger, commit);
    record(ledger, commit);
    assertThat(read(ledger).entries()).isEqualTo(2);
  }

  @Test
  void case45_anEntryOfOtherContentIsAConflict() throws Exception {
    record(ledger, commit(2, 0, 10, manifest(0, 10, "a")));
    storage.delete(PATHS.ledgerEntry(2));
    Ledger one = new Ledger(storage, PATHS);
    read(one, first());
    Ledger two = new Ledger(storage, PATHS);
    read(two, first());

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
    read(ledger, commit(2, 0, 10));
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Read.class);
    read(ledger, commit(3, 10, 20));
    assertThat(ledger.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict ->
                assertThat(conflict.message()).contains("entry 1").contains("status says 3"));
  }

  @Test
  void anEntryThatDoesNotStartWhereTheChainEndsIsAConflict() throws Exception {
    LedgerEntry gap = ChainHead.entry(null, inStatus(commit(2, 5, 10)), List.of());
    storage.createIfAbsent(PATHS.ledgerEntry(2), ProtocolJson.write(gap));
    read(ledger, commit(2, 0, 10));
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
    read(ledger, commit);
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
    read(next, commit(1_001, 999, 1_000));
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
    ledger.record(inStatus(commit));
  }

  private static StatusCommit inStatus(Commit commit) {
    return new StatusCommit(commit, commit.to(), "cluster{t=id}", "uid", "installation");
  }

  /** Status says what the chain says, and its newest commit is this one. */
  private static void read(Ledger ledger, Commit newest) {
    ledger.read(inStatus(newest));
  }

  private static Commit first() {
    return new Commit(1, LedgerEntry.Kind.BASELINE, NOW, 1, Positions.NONE, at(0), List.of(), 0, 0);
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

  @Test
  void aFileAmongTheManifestsThatIsNoneHoldsNothingUp() throws Exception {
    ManifestReference mine = manifest(0, 10, "a");
    storage.createIfAbsent(PATHS.prepared(1, 0, 0) + "junk.json", new byte[0]);

    var found = ledger.lookForManifests(new GenerationKey(1, 0, 0), Set.of()).orElseThrow();

    assertThat(found.found()).extracting(Prepared::path).containsExactly(mine.path());
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Read.class);
  }

  @Test
  void anEntryThatWouldNotContinueTheChainIsNotWritten() throws Exception {
    record(ledger, commit(2, 5, 10));
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Conflict.class);
    assertThat(storage.read(PATHS.ledgerEntry(2))).isEmpty();
  }

  @Test
  void aLeaderThatWritesAnEntryLateSeesWhatFollowsIt() throws Exception {
    Ledger late = new Ledger(storage, PATHS);
    read(late, first());
    Commit second = commit(2, 0, 10, manifest(0, 10, "a"));
    record(ledger, second);
    record(ledger, commit(3, 10, 20, manifest(10, 20, "b")));

    record(late, second);

    assertThat(read(late).entries()).isEqualTo(3);
    assertThat(requireNonNull(read(late).head()).positions()).containsEntry("0", "20");
  }

  @Test
  void aCommitThatTheChainHasAlreadyIsNotWrittenAgain() throws Exception {
    Commit second = commit(2, 0, 10, manifest(0, 10, "a"));
    record(ledger, second);
    record(ledger, second);
    assertThat(read(ledger).entries()).isEqualTo(2);
    assertThat(storage.read(PATHS.ledgerEntry(3))).isEmpty();
  }

  @Test
  void anEntryThatCannotBeReadIsAConflict() throws Exception {
    storage.createIfAbsent(PATHS.ledgerEntry(2), new byte[] {'{'});
    read(ledger, first());
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Conflict.class);
  }

  @Test
  void anEntryUnderAnotherNumberIsAConflict() throws Exception {
    LedgerEntry third = ChainHead.entry(null, inStatus(commit(3, 0, 10)), List.of());
    storage.createIfAbsent(PATHS.ledgerEntry(2), ProtocolJson.write(third));
    read(ledger, commit(2, 0, 10));
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Conflict.class);
  }

  @Test
  void aSecondBaselineOfAPartitionIsAConflict() throws Exception {
    Commit again =
        new Commit(2, LedgerEntry.Kind.BASELINE, NOW, 1, Positions.NONE, at(7), List.of(), 0, 0);
    storage.createIfAbsent(
        PATHS.ledgerEntry(2),
        ProtocolJson.write(ChainHead.entry(null, inStatus(again), List.of())));
    read(ledger, commit(2, 0, 10));
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Conflict.class);
  }

  @Test
  void case52_theNewestNonceIsKnownFromTheChainAloneAlsoBehindASnapshot() throws Exception {
    record(ledger, reset(2, at(0), at(70), new LedgerReset(3L, "Latest")));
    assertThat(entry(2).reset()).isEqualTo(new LedgerReset(3L, "Latest"));
    record(ledger, commit(3, 70, 80));
    record(ledger, reset(4, at(80), at(5), new LedgerReset(null, "Earliest")));

    Ledger next = new Ledger(storage, PATHS);
    read(next, reset(4, at(80), at(5), new LedgerReset(null, "Earliest")));
    LedgerSnapshot head = requireNonNull(read(next).head());
    assertThat(head.reset()).isEqualTo(new LedgerReset(3L, "Latest"));
    assertThat(head.positions()).containsEntry("0", "5");

    byte[] snapshot = ProtocolJson.write(head);
    assertThat(ProtocolJson.read(snapshot, LedgerSnapshot.class)).isEqualTo(head);
  }

  @Test
  void aResetForgetsPartitionsThatTheStreamDoesNotHaveAnyMore() throws Exception {
    Positions more = Positions.of(Map.of("1", "0", "2", "0"));
    Commit gone = reset(2, at(0), more, new LedgerReset(1L, "Earliest"));

    ledger.record(new StatusCommit(gone, more, "cluster{t=new}", "uid", "installation"));

    LedgerSnapshot head = requireNonNull(read(ledger).head());
    assertThat(head.positions()).isEqualTo(more.text());
    assertThat(head.streamIdentity()).isEqualTo("cluster{t=new}");
  }

  private static Commit reset(long sequence, Positions from, Positions to, LedgerReset reset) {
    return new Commit(
        sequence, LedgerEntry.Kind.RESET, NOW, sequence, from, to, List.of(), 0, 0, reset);
  }

  @Test
  void aManifestThatIsGoneAfterItsCommitIsAConflict() throws Exception {
    ManifestReference reference = manifest(0, 10, "a");
    storage.delete(reference.path());
    record(ledger, commit(2, 0, 10, reference));
    assertThat(ledger.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict -> assertThat(conflict.message()).contains(reference.path(), "Restore it"));
  }

  @Test
  void aLookThatFailsSaysSoInTheObservation() {
    storage.failWith(DeepStorageException.Kind.UNREACHABLE);
    assertThat(ledger.lookForManifests(new GenerationKey(1, 0, 0), Set.of())).isEmpty();
    assertThat(ledger.observation()).isInstanceOf(LedgerObservation.Failed.class);
  }

  @Test
  void theNewestSnapshotCountsAndTheHeadIsOfWhoWroteLast() throws Exception {
    storage.createIfAbsent(
        PATHS.snapshot(1_000), ProtocolJson.write(snapshot(1_000, "uid", "cluster{t=id}", 5)));
    storage.createIfAbsent(
        PATHS.snapshot(2_000), ProtocolJson.write(snapshot(2_000, "uid", "cluster{t=id}", 9)));
    Commit takeover =
        new Commit(2_001, LedgerEntry.Kind.TAKEOVER, NOW, 6, at(9), at(9), List.of(), 0, 0);
    Ledger next = new Ledger(storage, PATHS);
    read(next, commit(2_000, 8, 9));
    assertThat(read(next).entries()).isEqualTo(2_000);

    next.record(new StatusCommit(takeover, at(9), "cluster{t=new}", "another", "elsewhere"));

    LedgerSnapshot head = requireNonNull(read(next).head());
    assertThat(head.ownerUid()).isEqualTo("another");
    assertThat(head.installationId()).isEqualTo("elsewhere");
    assertThat(head.streamIdentity()).isEqualTo("cluster{t=new}");
    assertThat(head.epoch()).isEqualTo(6);
    assertThat(head.positions()).containsEntry("0", "9");
    assertThat(head.nextPartition()).containsEntry(HOUR, 3);
    next.record(
        new StatusCommit(commit(2_002, 9, 10), at(10), "cluster{t=new}", "another", "elsewhere"));
    assertThat(requireNonNull(read(next).head()).epoch()).as("never falls").isEqualTo(6);
  }

  private static LedgerSnapshot snapshot(long commit, String uid, String identity, long position) {
    return new LedgerSnapshot(
        ProtocolVersion.FORMAT,
        commit,
        uid,
        "installation",
        1,
        identity,
        at(position).text(),
        Map.of(HOUR, 3),
        RowCounters.ZERO);
  }

  @Test
  void case45_aDataSourceHasOneOwnerAndTheSecondSupervisorCreatesNothing() throws Exception {
    Ledger second = new Ledger(storage, new ManifestPaths("team-b", "other"));
    LedgerOwner owner =
        new LedgerOwner(ProtocolVersion.FORMAT, "uid-2", "installation", "cluster{t=id}", "ds");
    second.claim(owner);

    DataSourceClaim claim = requireNonNull(read(second).dataSource());
    assertThat(claim.dataSource()).isEqualTo("ds");
    assertThat(requireNonNull(claim.other()).namespace()).isEqualTo("ns");
    assertThat(requireNonNull(claim.other()).name()).isEqualTo("s");
    assertThat(storage.list("team-b/")).isEmpty();

    storage.delete(ManifestPaths.dataSourceOwner("ds"));
    second.claim(owner);
    assertThat(requireNonNull(read(second).dataSource()).other()).isNull();
    assertThat(requireNonNull(read(second).owner()).supervisorUid()).isEqualTo("uid-2");
  }

  @Test
  void aDataSourceIsClaimedBeforeTheLedgerAndStaysOursWhenItIsClaimedAgain() {
    assertThat(storage.calls().stream().filter(call -> call.startsWith("createIfAbsent")))
        .startsWith("createIfAbsent dataSources/ds/owner.json", "createIfAbsent ns/s/owner.json");

    Ledger again = new Ledger(storage, PATHS);
    again.claim(
        new LedgerOwner(ProtocolVersion.FORMAT, "uid-3", "elsewhere", "cluster{t=id}", "ds"));
    assertThat(requireNonNull(read(again).dataSource()).other()).isNull();
  }

  @Test
  void case45_anEntryOfOtherContentAndEqualPositionsStaysAConflictAfterARestart() throws Exception {
    Commit ours = commit(2, 0, 10, manifest(0, 10, "a"));
    record(ledger, ours);
    byte[] entry = storage.read(PATHS.ledgerEntry(2)).orElseThrow();
    replace(2, commit(2, 0, 10, manifest(0, 10, "b")));

    Ledger next = new Ledger(storage, PATHS);
    read(next, ours);
    assertThat(next.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict -> assertThat(conflict.message()).contains(PATHS.ledgerEntry(2), "restore"));
    record(next, ours);
    assertThat(next.observation()).isInstanceOf(LedgerObservation.Conflict.class);

    storage.delete(PATHS.ledgerEntry(2));
    storage.createIfAbsent(PATHS.ledgerEntry(2), entry);
    read(next, ours);
    assertThat(read(next).entries()).as("once it is restored").isEqualTo(2);
  }

  @Test
  void aManifestThatIsMissingStaysAConflictUntilItIsRestored() throws Exception {
    ManifestReference reference = manifest(0, 10, "a");
    byte[] content = storage.read(reference.path()).orElseThrow();
    storage.delete(reference.path());
    Commit commit = commit(2, 0, 10, reference);
    record(ledger, commit);

    read(ledger, commit);
    assertThat(ledger.observation())
        .as("reading again does not make it look well")
        .isInstanceOf(LedgerObservation.Conflict.class);

    storage.createIfAbsent(reference.path(), content);
    read(ledger, commit);
    record(ledger, commit);
    assertThat(read(ledger).entries()).isEqualTo(2);
  }

  @Test
  void entriesThatLeadElsewhereThanStatusAreAConflict() {
    ledger.read(new StatusCommit(first(), at(5), "cluster{t=id}", "uid", "installation"));
    assertThat(ledger.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict -> assertThat(conflict.message()).contains("status.offsets"));
  }

  @Test
  void anEntryOfAReleaseThatWroteNoInstallationIsOurs() throws Exception {
    Commit commit = commit(2, 0, 10, manifest(0, 10, "a"));
    record(ledger, commit);
    LedgerEntry old = entry(2).writtenBy(null);
    storage.delete(PATHS.ledgerEntry(2));
    storage.createIfAbsent(PATHS.ledgerEntry(2), ProtocolJson.write(old));
    assertThat(new String(ProtocolJson.write(old), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("installation");

    Ledger next = new Ledger(storage, PATHS);
    read(next, commit);

    assertThat(requireNonNull(read(next).head()).installationId())
        .as("what earlier entries of the owner say")
        .isEqualTo("installation");
  }

  @Test
  void aSupervisorMayMoveToAnotherInstallationOfTheOperator() {
    StatusCommit moved =
        new StatusCommit(first(), at(0), "cluster{t=id}", "uid", "new-installation");
    Ledger next = new Ledger(storage, PATHS);
    next.read(moved);
    assertThat(read(next).entries()).isEqualTo(1);

    next.record(
        new StatusCommit(commit(2, 0, 10), at(10), "cluster{t=id}", "uid", "new-installation"));
    assertThat(requireNonNull(read(next).head()).installationId()).isEqualTo("new-installation");
  }

  @Test
  void case45_onlyATakeoverGoesOnWithTheChainOfAnother() throws Exception {
    ledger.record(
        new StatusCommit(commit(2, 0, 10), at(10), "cluster{t=id}", "another", "installation"));
    assertThat(ledger.observation())
        .isInstanceOfSatisfying(
            LedgerObservation.Conflict.class,
            conflict -> assertThat(conflict.message()).contains("another", "uid", "takeover"));
    assertThat(storage.read(PATHS.ledgerEntry(2))).isEmpty();
  }

  @Test
  void anEntryNamesTheInstallation() throws Exception {
    record(ledger, commit(2, 0, 10));
    assertThat(entry(2).installationId()).isEqualTo("installation");
    assertThat(requireNonNull(read(ledger).head()).installationId()).isEqualTo("installation");
  }

  /** Somebody puts another commit in the place of one. */
  private void replace(long number, Commit other) throws Exception {
    storage.delete(PATHS.ledgerEntry(number));
    Ledger another = new Ledger(storage, PATHS);
    read(another, first());
    record(another, other);
    assertThat(read(another).entries()).isEqualTo(number);
  }
}
