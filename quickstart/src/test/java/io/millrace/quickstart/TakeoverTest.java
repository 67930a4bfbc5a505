package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ProtocolJson;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.cluster.SupervisorManifest;
import io.millrace.quickstart.events.EventProducer;
import io.millrace.quickstart.proof.Ledger;
import io.millrace.quickstart.proof.LedgerAudit;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Failure cases 45 and 53: a supervisor that is created again under its old name, and one that
 * finds the ledger of another installation.
 */
class TakeoverTest {

  private static final String NAME = "taken-over";
  private static final int PARTITIONS = 2;

  @Test
  void chainGoesOnWhereItEndedAndFromAnotherInstallationOnlyWhenAdopted() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    test.cluster().broker().topics().create(NAME, PARTITIONS);
    SupervisorManifest manifest = test.sample(NAME, 1, "PT2S");
    SupervisorWatch first = watch(test, manifest);
    try (EventProducer producer = test.produce(NAME, PARTITIONS, Long.MAX_VALUE, 300)) {
      Ledger begun = deleteOnceItPublished(first, Map.of());
      Map<String, Long> reached = LedgerAudit.of(begun).positions();
      assertThat(producer.acknowledged()).isGreaterThan(SupervisorWatch.sum(reached));

      SupervisorWatch second = watch(test, manifest);
      Ledger continued = deleteOnceItPublished(second, reached);
      assertTakeover(begun, continued);
      assertThat(second.events("LedgerOwnedByOther")).isEmpty();
      assertThat(second.events("LedgerTakenOver")).isNotEmpty();

      giveToAnotherInstallation(second.supervisor(), continued);
      continued = second.supervisor().ledger();
      SupervisorWatch third = watch(test, manifest);
      assertRefused(third, continued);

      String owner = continued.entries().getLast().supervisorUid();
      third.supervisor().editSpec(spec -> spec.put("ledger", Map.of("adopt", owner)));

      third.untilSomethingIsCommittedAfter(LedgerAudit.of(continued, 1).positions());
      assertTakeover(continued, third.supervisor().ledger());
      producer.finish();
      third.untilAllIsCommitted(producer);
      third.provenExact(producer.totals(), TestCluster.ends(producer), 2);
    } finally {
      first.supervisor().delete();
    }
  }

  private static SupervisorWatch watch(TestCluster test, SupervisorManifest manifest) {
    return new SupervisorWatch(test, test.cluster().apply(manifest));
  }

  private static Ledger deleteOnceItPublished(SupervisorWatch watch, Map<String, Long> after)
      throws Exception {
    watch.untilSomethingIsCommittedAfter(after);
    watch.supervisor().delete();
    watch.untilGone();
    return watch.supervisor().ledger();
  }

  /**
   * The first entry after those of {@code before} is a takeover, and no earlier one has changed.
   */
  private static void assertTakeover(Ledger before, Ledger now) {
    int entries = before.entries().size();
    assertThat(now.entries().subList(0, entries)).isEqualTo(before.entries());
    LedgerEntry takeover = now.entries().get(entries);
    LedgerEntry last = before.entries().getLast();
    assertThat(takeover.kind()).isEqualTo(LedgerEntry.Kind.TAKEOVER);
    assertThat(takeover.supervisorUid()).isNotEqualTo(last.supervisorUid());
    assertThat(takeover.epoch()).isGreaterThan(last.epoch());
    assertThat(takeover.from()).isEqualTo(takeover.to());
  }

  private static void assertRefused(SupervisorWatch watch, Ledger ledger) throws Exception {
    Map<String, String> before = files(watch.supervisor());
    watch.untilCondition("Stalled", "True", "LedgerOwnedByOther");

    assertThat(watch.message("Stalled"))
        .contains("another installation")
        .endsWith("spec.ledger.adopt: " + ledger.entries().getLast().supervisorUid());
    assertThat(watch.message("Ready")).isEqualTo(watch.message("Stalled"));
    watch.untilEvent("LedgerOwnedByOther", watch.message("Stalled"));
    assertThat(watch.test().livePods(watch.supervisor())).isEmpty();
    assertThat(watch.supervisor().offsets()).isEmpty();
    assertThat(files(watch.supervisor())).isEqualTo(before);
  }

  /**
   * As if the ledger had been written by the operator of another cluster on the same storage. It is
   * the entries that say so: {@code owner.json} stays as it was.
   */
  private static void giveToAnotherInstallation(Supervisor supervisor, Ledger ledger)
      throws Exception {
    DeepStorage storage = supervisor.storage();
    for (LedgerEntry entry : ledger.entries()) {
      String path = supervisor.paths().ledgerEntry(entry.commit());
      storage.delete(path);
      storage.createIfAbsent(path, ProtocolJson.write(entry.writtenBy("another-installation")));
    }
  }

  private static Map<String, String> files(Supervisor supervisor) throws Exception {
    String owner = supervisor.paths().owner();
    Map<String, String> digests = new TreeMap<>();
    for (String path : supervisor.storage().list(owner.substring(0, owner.lastIndexOf('/') + 1))) {
      digests.put(path, ManifestPaths.digest(supervisor.storage().read(path).orElseThrow()));
    }
    return digests;
  }
}
