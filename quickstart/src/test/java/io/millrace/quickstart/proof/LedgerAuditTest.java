package io.millrace.quickstart.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerEntry.Kind;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerAuditTest {

  private final List<LedgerEntry> entries = new ArrayList<>();
  private final Map<String, Manifest> manifests = new LinkedHashMap<>();
  private final Map<String, String> digests = new LinkedHashMap<>();

  @Test
  void soundChainHasNoProblemsAndAddsUp() {
    baseline(Map.of("0", "0", "1", "5"));
    commit(1, manifest("a", "0", 0, 10), manifest("b", "0", 10, 12));
    commit(2, manifest("c", "1", 5, 6));

    LedgerAudit.Finding finding = audit();

    assertThat(finding.problems()).isEmpty();
    assertThat(finding.positions()).isEqualTo(Map.of("0", 12L, "1", 6L));
    assertThat(finding.counters().records()).isEqualTo(13);
    assertThat(finding.manifests()).isEqualTo(3);
  }

  @Test
  void gapIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 3, 10));

    assertThat(audit().problems())
        .first()
        .asString()
        .contains("partition 0 at 3; expected 0: a gap");
  }

  @Test
  void overlapIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 0, 10));
    commit(2, manifest("b", "0", 8, 12));

    assertThat(audit().problems())
        .first()
        .asString()
        .contains("partition 0 at 8; expected 10: an overlap");
  }

  @Test
  void overlapWithinACommitIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 0, 10), manifest("b", "0", 8, 12));

    assertThat(audit().problems()).singleElement().asString().contains("an overlap");
  }

  @Test
  void manifestCommittedTwiceIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 0, 10));
    commit(2, manifest("a", "0", 0, 10));

    assertThat(audit().problems())
        .anyMatch(problem -> problem.contains("manifest a, which was committed before"))
        .anyMatch(problem -> problem.contains("which was published before"));
  }

  @Test
  void changedManifestIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 0, 10));
    digests.put("a", "another");

    assertThat(audit().problems())
        .anyMatch(
            problem -> problem.contains("manifest a, which is missing or has another content"));
  }

  @Test
  void missingEntryIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 0, 10));
    commit(2, manifest("b", "0", 10, 12));
    entries.remove(1);

    assertThat(audit().problems())
        .anyMatch(problem -> problem.contains("entry 3 is number 2 of the chain"))
        .anyMatch(problem -> problem.contains("a gap"));
  }

  @Test
  void countersThatDoNotAddUpAreTold() {
    baseline(Map.of("0", "0"));
    Manifest manifest = manifest("a", "0", 0, 10);
    commit(1, manifest);
    manifests.put("a", withRecords(manifest, 9));

    assertThat(audit().problems()).anyMatch(problem -> problem.contains("has counters"));
  }

  @Test
  void takeoverAtThePositionsOfTheChainIsSound() {
    baseline(Map.of("0", "0", "1", "5"));
    commit(1, manifest("a", "0", 0, 10));
    takeover(3, "other", 2, Map.of("0", "10", "1", "5"));

    LedgerAudit.Finding finding = LedgerAudit.of(ledger(), 1);

    assertThat(finding.problems()).isEmpty();
    assertThat(finding.positions()).isEqualTo(Map.of("0", 10L, "1", 5L));
  }

  @Test
  void takeoverThatWasNotExpectedIsTold() {
    baseline(Map.of("0", "0"));
    takeover(2, "other", 2, Map.of("0", "0"));

    assertThat(audit().problems()).singleElement().asString().contains("taken over 1 times");
  }

  @Test
  void takeoverAtOtherPositionsIsTold() {
    baseline(Map.of("0", "0", "1", "5"));
    takeover(2, "other", 2, Map.of("0", "3"));

    assertThat(LedgerAudit.of(ledger(), 1).problems())
        .anyMatch(problem -> problem.contains("takes over from {0=3}; expected all of {0=0, 1=5}"));
  }

  @Test
  void takeoverThatRaisesNoEpochIsTold() {
    baseline(Map.of("0", "0"));
    takeover(2, "other", 1, Map.of("0", "0"));

    assertThat(LedgerAudit.of(ledger(), 1).problems())
        .singleElement()
        .asString()
        .contains("has epoch 1 after 1");
  }

  @Test
  void commitOfAnotherSupervisorThanTheOwnerIsTold() {
    baseline(Map.of("0", "0"));
    takeover(2, "other", 2, Map.of("0", "0"));
    commit(2, manifest("a", "0", 0, 10));

    assertThat(LedgerAudit.of(ledger(), 1).problems())
        .anyMatch(problem -> problem.contains("is of supervisor uid; expected other"));
  }

  @Test
  void commitOfAnotherInstallationThanTheOwnersIsTold() {
    baseline(Map.of("0", "0"));
    commit(1, manifest("a", "0", 0, 10));
    entries.set(1, entries.get(1).writtenBy("elsewhere"));

    assertThat(audit().problems())
        .singleElement()
        .asString()
        .contains("is of installation elsewhere; expected installation");
  }

  @Test
  void takeoverMayBeOfAnotherInstallation() {
    baseline(Map.of("0", "0"));
    takeover(2, "other", 2, Map.of("0", "0"));
    entries.set(1, entries.get(1).writtenBy("elsewhere"));

    assertThat(LedgerAudit.of(ledger(), 1).problems()).isEmpty();
  }

  @Test
  void manifestOfAnotherStreamIsTold() {
    baseline(Map.of("0", "0"));
    Manifest manifest = manifest("a", "0", 0, 10);
    commit(1, manifest);
    manifests.put("a", ofStream(manifest, "another stream"));

    assertThat(audit().problems()).singleElement().asString().contains("stream another stream");
  }

  @Test
  void chainGoesOnWhereAResetHasSetIt() {
    baseline(Map.of("0", "0", "1", "5"));
    commit(1, manifest("a", "0", 0, 10));
    jump(3, Kind.RESET, Map.of("0", "10"), Map.of("0", "4"));
    commit(3, manifest("b", "0", 4, 12));

    LedgerAudit.Finding finding = audit();

    assertThat(finding.problems()).isEmpty();
    assertThat(finding.positions()).isEqualTo(Map.of("0", 12L, "1", 5L));
    assertThat(finding.counters().records()).isEqualTo(18);
  }

  @Test
  void resetFromWhereTheChainIsNotIsTold() {
    baseline(Map.of("0", "0"));
    jump(2, Kind.RESET, Map.of("0", "3"), Map.of("0", "7"));

    assertThat(audit().problems())
        .singleElement()
        .asString()
        .contains("partition 0 at 3; expected 0: a gap");
  }

  @Test
  void chainGoesOnBehindALostRange() {
    baseline(Map.of("0", "0"));
    jump(2, Kind.LOST, Map.of("0", "0"), Map.of("0", "7"));
    commit(2, manifest("a", "0", 7, 9));

    assertThat(audit().problems()).isEmpty();
  }

  @Test
  void lostRangeThatGoesBackIsTold() {
    baseline(Map.of("0", "5"));
    jump(2, Kind.LOST, Map.of("0", "5"), Map.of("0", "2"));

    assertThat(audit().problems())
        .singleElement()
        .asString()
        .contains("moves partition 0 from 5 to 2");
  }

  private LedgerAudit.Finding audit() {
    return LedgerAudit.of(ledger());
  }

  private Ledger ledger() {
    return new Ledger(entries, manifests, digests);
  }

  private void takeover(int number, String uid, long epoch, Map<String, String> positions) {
    entries.add(
        new LedgerEntry(
            1,
            number,
            Kind.TAKEOVER,
            uid,
            "installation",
            epoch,
            Instant.EPOCH,
            "stream",
            positions,
            positions,
            List.of(),
            RowCounters.ZERO,
            List.of()));
  }

  private void jump(int number, Kind kind, Map<String, String> from, Map<String, String> to) {
    entries.add(
        new LedgerEntry(
            1,
            number,
            kind,
            "uid",
            "installation",
            1,
            Instant.EPOCH,
            "stream",
            from,
            to,
            List.of(),
            RowCounters.ZERO,
            List.of()));
  }

  private void baseline(Map<String, String> to) {
    entries.add(
        new LedgerEntry(
            1,
            1,
            Kind.BASELINE,
            "uid",
            "installation",
            1,
            Instant.EPOCH,
            "stream",
            Map.of(),
            to,
            List.of(),
            RowCounters.ZERO,
            List.of()));
  }

  private void commit(int number, Manifest... published) {
    Map<String, String> from = new LinkedHashMap<>();
    Map<String, String> to = new LinkedHashMap<>();
    List<ManifestReference> references = new ArrayList<>();
    List<SegmentDescriptor> segments = new ArrayList<>();
    RowCounters counters = RowCounters.ZERO;
    for (Manifest manifest : published) {
      String path = manifest.podUid();
      manifests.put(path, manifest);
      digests.put(path, "digest of " + path);
      references.add(new ManifestReference(path, "digest of " + path));
      manifest.start().forEach(from::putIfAbsent);
      to.putAll(manifest.end());
      counters = counters.plus(manifest.counters());
      segments.addAll(manifest.segments());
    }
    entries.add(
        new LedgerEntry(
            1,
            number + 1,
            Kind.COMMIT,
            "uid",
            "installation",
            1,
            Instant.EPOCH,
            "stream",
            from,
            to,
            references,
            counters,
            segments));
  }

  private static Manifest manifest(String path, String partition, long start, long end) {
    SegmentDescriptor segment =
        new SegmentDescriptor(
            "d",
            "i/j",
            SegmentDescriptor.VERSION,
            Map.of("path", path),
            "",
            "",
            SegmentDescriptor.numbered(path.charAt(0)),
            9,
            1,
            1);
    return new Manifest(
        1,
        "uid",
        1,
        0,
        0,
        0,
        path,
        "stream",
        Map.of(partition, Long.toString(start)),
        Map.of(partition, Long.toString(end)),
        MessageTimeBounds.OPEN,
        new RowCounters(end - start, end - start, 0, Map.of(), 0, 0),
        List.of(segment));
  }

  private static Manifest withRecords(Manifest manifest, long records) {
    return new Manifest(
        1,
        "uid",
        1,
        0,
        0,
        0,
        manifest.podUid(),
        "stream",
        manifest.start(),
        manifest.end(),
        MessageTimeBounds.OPEN,
        new RowCounters(records, records, 0, Map.of(), 0, 0),
        manifest.segments());
  }

  private static Manifest ofStream(Manifest manifest, String identity) {
    return new Manifest(
        1,
        "uid",
        1,
        0,
        0,
        0,
        manifest.podUid(),
        identity,
        manifest.start(),
        manifest.end(),
        MessageTimeBounds.OPEN,
        manifest.counters(),
        manifest.segments());
  }
}
