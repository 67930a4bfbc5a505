package io.millrace.quickstart;

import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventTotals;
import io.millrace.quickstart.proof.Ledger;
import io.millrace.quickstart.proof.LedgerAudit;
import io.millrace.quickstart.proof.PublishedSegments;
import io.millrace.quickstart.proof.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Compares what was produced with what a supervisor's ledger and segments hold.
 *
 * @param ledger the chain of commits
 * @param finding what its audit found
 * @param verdict the comparison
 */
record Proof(Ledger ledger, LedgerAudit.Finding finding, Verdict verdict) {

  /**
   * Reads everything back.
   *
   * @param produced what was produced
   * @param ends position after the last event of each partition
   * @param limit how long to wait for the entry of the newest commit, which comes right after the
   *     commit itself
   */
  static Proof of(
      Supervisor supervisor, EventTotals produced, Map<String, Long> ends, Duration limit)
      throws IOException, InterruptedException {
    return of(supervisor, produced, ends, limit, 0);
  }

  /**
   * The same for a chain that several supervisors have had.
   *
   * @param takeovers how often one has to have gone on with the chain of another
   */
  static Proof of(
      Supervisor supervisor,
      EventTotals produced,
      Map<String, Long> ends,
      Duration limit,
      int takeovers)
      throws IOException, InterruptedException {
    Ledger ledger = complete(supervisor, limit);
    LedgerAudit.Finding finding = LedgerAudit.of(ledger, takeovers);
    EventTotals published = PublishedSegments.totals(ledger.segments(), supervisor.segments());
    return new Proof(
        ledger, finding, Verdict.of(produced, ends, finding, ledger.segments(), published));
  }

  private static Ledger complete(Supervisor supervisor, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Ledger ledger = supervisor.ledger();
    while (ledger.entries().size() < supervisor.commits() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(200);
      ledger = supervisor.ledger();
    }
    return ledger;
  }
}
