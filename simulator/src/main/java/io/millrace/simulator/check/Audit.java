package io.millrace.simulator.check;

import io.millrace.operator.decide.Commit;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.SegmentDescriptor;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.simulator.stream.GeneratedStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares the whole ledger, at the end of a schedule, with status and with the stream. */
public final class Audit {

  private final Violations violations;
  private final SharedStorage storage;
  private final Manifests manifests;
  private final GeneratedStream stream;
  private final StatusCheck statuses;
  private final ManifestPaths paths =
      new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name());
  private final Map<String, Long> positions = new TreeMap<>();
  private final Set<String> segmentIds = new HashSet<>();
  private final Map<Long, Integer> published = new HashMap<>();
  private final Map<Long, Integer> read = new HashMap<>();

  public Audit(
      Violations violations,
      SharedStorage storage,
      Manifests manifests,
      GeneratedStream stream,
      StatusCheck statuses) {
    this.violations = violations;
    this.storage = storage;
    this.manifests = manifests;
    this.stream = stream;
    this.statuses = statuses;
  }

  /** Number of entries of the ledger, as far as they follow one another. */
  public static long entries(SharedStorage storage) {
    ManifestPaths paths =
        new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name());
    long entries = 0;
    while (storage.file(paths.ledgerEntry(entries + 1)).isPresent()) {
      entries++;
    }
    return entries;
  }

  /** Audits everything. */
  public void run() {
    long entries = entries(storage);
    try {
      for (long number = 1; number <= entries; number++) {
        byte[] content = storage.file(paths.ledgerEntry(number)).orElseThrow();
        follow(number, ProtocolJson.read(content, LedgerEntry.class));
      }
    } catch (IOException e) {
      violations.add(Rule.LEDGER, "the ledger cannot be read: " + e);
    }
    compareRows();
  }

  private void follow(long number, LedgerEntry entry) throws IOException {
    Optional<Commit> commit = statuses.commit(entry.supervisorUid(), number);
    violations.require(
        entry.commit() == number && commit.filter(known -> says(entry, known)).isPresent(),
        Rule.LEDGER,
        () -> "entry %d is %s, status said %s".formatted(number, entry, commit));
    entry
        .from()
        .forEach(
            (partition, from) ->
                violations.require(
                    Long.valueOf(from).equals(positions.get(partition)),
                    Rule.LEDGER,
                    () ->
                        "entry %d starts partition %s at %s; expected %s"
                            .formatted(number, partition, from, positions.get(partition))));
    if (entry.kind() == LedgerEntry.Kind.COMMIT) {
      publish(entry);
    }
    positions.keySet().removeAll(entry.from().keySet());
    entry.to().forEach((partition, to) -> positions.put(partition, Long.valueOf(to)));
  }

  private static boolean says(LedgerEntry entry, Commit commit) {
    return entry.kind() == commit.kind()
        && entry.epoch() == commit.epoch()
        && entry.time().equals(commit.time())
        && entry.from().equals(commit.from().text())
        && entry.to().equals(commit.to().text())
        && Objects.equals(entry.reset(), commit.reset())
        && entry.manifests().equals(commit.manifests())
        && entry.counters().records() == commit.records();
  }

  private void publish(LedgerEntry entry) throws IOException {
    List<SegmentDescriptor> segments = new ArrayList<>();
    for (ManifestReference reference : entry.manifests()) {
      Manifest manifest = manifests.read(storage.file(reference.path()).orElseThrow());
      segments.addAll(manifest.segments());
      compareRows(reference.path(), manifest);
    }
    violations.require(
        segments.stream()
            .map(SegmentDescriptor::loadSpec)
            .toList()
            .equals(entry.segments().stream().map(SegmentDescriptor::loadSpec).toList()),
        Rule.LEDGER,
        () -> "entry %d does not list its manifests' segments".formatted(entry.commit()));
    for (SegmentDescriptor segment : entry.segments()) {
      violations.require(
          segmentIds.add(segment.identifier()),
          Rule.LEDGER,
          () -> "segment id %s is used again".formatted(segment.identifier()));
      rowsOf(segment).forEach(row -> published.merge(row, 1, Integer::sum));
    }
    for (Map.Entry<String, String> end : entry.to().entrySet()) {
      int partition = stream.number(end.getKey(), entry.streamIdentity());
      long from = Long.parseLong(String.valueOf(entry.from().get(end.getKey())));
      stream.records(partition, from, Long.parseLong(end.getValue())).stream()
          .filter(GeneratedStream::isGood)
          .forEach(
              position -> read.merge(GeneratedStream.row(partition, position), 1, Integer::sum));
    }
  }

  private void compareRows(String path, Manifest manifest) {
    Set<Long> expected = new HashSet<>();
    long records = 0;
    for (Map.Entry<String, String> end : manifest.end().entrySet()) {
      int partition = stream.number(end.getKey(), manifest.streamIdentity());
      long from = Long.parseLong(String.valueOf(manifest.start().get(end.getKey())));
      for (long position : stream.records(partition, from, Long.parseLong(end.getValue()))) {
        records++;
        if (GeneratedStream.isGood(position)) {
          expected.add(GeneratedStream.row(partition, position));
        }
      }
    }
    Set<Long> found = new HashSet<>();
    manifest.segments().forEach(segment -> rowsOf(segment).forEach(found::add));
    long read = records;
    violations.require(
        found.equals(expected) && manifest.counters().records() == read,
        Rule.ROWS,
        () ->
            "%s from %s to %s holds %d rows of %d records; expected %d of %d"
                .formatted(
                    path,
                    manifest.start(),
                    manifest.end(),
                    found.size(),
                    manifest.counters().records(),
                    expected.size(),
                    read));
  }

  private List<Long> rowsOf(SegmentDescriptor segment) {
    String path = String.valueOf(segment.loadSpec().get("key"));
    Optional<long[]> found = storage.segment(path);
    if (found.isEmpty() || found.get().length != segment.totalRows()) {
      violations.add(Rule.ROWS, "segment %s is not there, or not whole".formatted(path));
      return List.of();
    }
    return Arrays.stream(found.get()).boxed().toList();
  }

  /** What was reset to be read again is published again, and nothing else. */
  private void compareRows() {
    violations.require(
        published.equals(read),
        Rule.ROWS,
        () ->
            "%d rows are published up to %s, and %d were committed; the first that differs is %s"
                .formatted(published.size(), positions, read.size(), firstDifference()));
  }

  private String firstDifference() {
    Set<Long> rows = new TreeSet<>(published.keySet());
    rows.addAll(read.keySet());
    return rows.stream()
        .filter(row -> !Objects.equals(published.get(row), read.get(row)))
        .findFirst()
        .map(
            row ->
                "%s, published %s times, committed %s times"
                    .formatted(GeneratedStream.text(row), published.get(row), read.get(row)))
        .orElse("none");
  }
}
