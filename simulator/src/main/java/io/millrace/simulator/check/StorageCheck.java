package io.millrace.simulator.check;

import io.millrace.protocol.Assignment;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.ProtocolJson;
import io.millrace.runner.life.Attempt;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.storage.SharedStorage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Follows the ledger while it is written, and what tasks are told of it. */
public final class StorageCheck implements SharedStorage.Watcher {

  private static final String LEDGER =
      new ManifestPaths(ApiServer.SUPERVISOR.namespace(), ApiServer.SUPERVISOR.name())
          .ledgerEntry(0)
          .replaceAll("[0-9]+\\.json$", "");

  private final Violations violations;
  private final PreparedCheck prepared;
  private final Set<String> recorded = new HashSet<>();
  private long entries;

  public StorageCheck(Violations violations, Manifests manifests) {
    this.violations = violations;
    this.prepared = new PreparedCheck(violations, manifests);
  }

  /** Who judges what becomes of manifests. */
  public PreparedCheck prepared() {
    return prepared;
  }

  @Override
  public void created(String path, byte[] content) {
    if (!isEntry(path)) {
      prepared.created(path, content);
      return;
    }
    LedgerEntry entry = entry(path, content);
    violations.require(
        entry.commit() == entries + 1,
        Rule.LEDGER,
        () -> "entry %d is written after %d".formatted(entry.commit(), entries));
    entries = entry.commit();
    entry.manifests().stream().map(ManifestReference::path).forEach(recorded::add);
  }

  @Override
  public void refused(String path, byte[] present, byte[] offered) {
    if (isEntry(path)) {
      LedgerEntry there = entry(path, present);
      LedgerEntry other = entry(path, offered);
      violations.require(
          !there.supervisorUid().equals(other.supervisorUid()),
          Rule.ONE_CONTENT_PER_ENTRY,
          () -> "entry %s is offered as %s".formatted(there, other));
    }
  }

  @Override
  public void replaced(String path, byte[] present, byte[] written) {
    violations.require(
        !isEntry(path),
        Rule.ONE_CONTENT_PER_ENTRY,
        () -> "entry %s gives way to %s".formatted(entry(path, present), entry(path, written)));
  }

  /** A task was told what is committed. */
  public void acknowledged(Attempt attempt, Assignment assignment) {
    for (String path : assignment.committed().manifests()) {
      violations.require(
          recorded.contains(path),
          Rule.ACKNOWLEDGED_AFTER_ENTRY,
          () -> "%s is told that %s is final".formatted(attempt.podName(), path));
    }
  }

  private LedgerEntry entry(String path, byte[] content) {
    try {
      return ProtocolJson.read(content, LedgerEntry.class);
    } catch (IOException e) {
      throw new IllegalStateException(path + " holds no entry", e);
    }
  }

  private static boolean isEntry(String path) {
    return path.startsWith(LEDGER) && Character.isDigit(path.charAt(LEDGER.length()));
  }
}
