package io.millrace.quickstart.proof;

import io.millrace.protocol.RowCounters;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.quickstart.events.EventTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was expected and what was found.
 *
 * @param checks each compared figure
 * @param problems what else is wrong, none when the ledger is sound
 */
public record Verdict(List<Check> checks, List<String> problems) {

  /**
   * One compared figure.
   *
   * @param name what it is
   * @param expected as produced
   * @param found as published
   */
  public record Check(String name, String expected, String found) {
    boolean holds() {
      return expected.equals(found);
    }
  }

  /**
   * Compares.
   *
   * @param produced what was produced
   * @param ends position after the last event of each partition
   * @param ledger what the audit of the ledger found
   * @param segments the published segments
   * @param published what the published segments add up to
   */
  public static Verdict of(
      EventTotals produced,
      Map<String, Long> ends,
      LedgerAudit.Finding ledger,
      List<SegmentDescriptor> segments,
      EventTotals published) {
    List<Check> checks = new ArrayList<>();
    check(checks, "rows", produced.rows(), published.rows());
    check(checks, "sum(added)", produced.added(), published.added());
    check(checks, "sum(deleted)", produced.deleted(), published.deleted());
    check(checks, "sum(delta)", produced.delta(), published.delta());
    check(checks, "distinct users", produced.users(), published.users());
    check(checks, "distinct pages", produced.pages(), published.pages());
    RowCounters counters = ledger.counters();
    check(checks, "records in the ledger", produced.rows(), counters.records());
    check(checks, "rows by counters", produced.rows(), counters.processed());
    check(checks, "rows not stored", 0, notStored(counters));
    check(
        checks,
        "rows by descriptors",
        produced.rows(),
        segments.stream().mapToLong(SegmentDescriptor::totalRows).sum());
    checks.add(
        new Check(
            "committed positions",
            new TreeMap<>(ends).toString(),
            new TreeMap<>(ledger.positions()).toString()));
    return new Verdict(List.copyOf(checks), ledger.problems());
  }

  public boolean holds() {
    return problems.isEmpty() && checks.stream().allMatch(Check::holds);
  }

  /** A table for people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append("%-22s %20s %20s%n".formatted("", "produced", "published"));
    for (Check check : checks) {
      table.append(
          "%-22s %20s %20s  %s%n"
              .formatted(
                  check.name(),
                  shorten(check.expected()),
                  shorten(check.found()),
                  check.holds() ? "ok" : "WRONG"));
    }
    problems.forEach(
        problem -> table.append("WRONG: ").append(problem).append(System.lineSeparator()));
    return table.toString();
  }

  private static long notStored(RowCounters counters) {
    return counters.processedWithError()
        + counters.unparseable()
        + counters.thrownAway().values().stream().mapToLong(Long::longValue).sum();
  }

  private static void check(List<Check> checks, String name, long expected, long found) {
    checks.add(new Check(name, Long.toString(expected), Long.toString(found)));
  }

  private static String shorten(String text) {
    return text.length() <= 20 ? text : text.substring(0, 17) + "...";
  }
}
