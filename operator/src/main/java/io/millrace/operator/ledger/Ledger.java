package io.millrace.operator.ledger;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.decide.DataSourceClaim;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.operator.decide.Positions;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of one supervisor. The calls block on deep storage and are made beside the loop, one
 * at a time; what came of them is in {@link #observation}, which any thread may read. None throws
 * for trouble with deep storage.
 */
public final class Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final long SNAPSHOT_EVERY = 1_000;

  private final DeepStorage storage;
  private final ManifestPaths paths;
  private final LedgerFiles files;
  private volatile LedgerObservation observation = new LedgerObservation.NotYet();

  public Ledger(DeepStorage storage, ManifestPaths paths) {
    this.storage = storage;
    this.paths = paths;
    this.files = new LedgerFiles(storage, paths);
  }

  public LedgerObservation observation() {
    return observation;
  }

  /**
   * Reads owner, newest snapshot and the entries after it, and compares them with status: the entry
   * of its newest commit has to be there byte for byte, or to be the next one.
   *
   * @param newest the newest commit in status; absent before the first
   */
  public synchronized void read(@Nullable StatusCommit newest) {
    observe(() -> newest == null ? readAll().observed() : readUpTo(newest));
  }

  /**
   * Claims the datasource and creates {@code owner.json}, each where none is, and reads the ledger.
   * Where the datasource is another supervisor's, nothing is created.
   */
  public synchronized void claim(LedgerOwner owner) {
    observe(
        () -> {
          DataSourceClaim claim = files.claim(owner.dataSource());
          if (claim.other() == null) {
            storage.createIfAbsent(paths.owner(), ProtocolJson.write(owner));
          }
          LedgerObservation.Read read = readAll().observed();
          return new LedgerObservation.Read(read.owner(), read.head(), claim);
        });
  }

  /**
   * Writes the entry of {@code newest} behind the head, where none is, and sees that none follows.
   * An entry of other content is a conflict.
   *
   * @param newest the newest commit in status
   */
  public synchronized void record(StatusCommit newest) {
    observe(
        () -> {
          LedgerObservation.Read chain =
              observation instanceof LedgerObservation.Read read ? read : readAll().observed();
          return chain.entries() == newest.commit().sequence() - 1
              ? append(chain, newest)
              : readUpTo(newest);
        });
  }

  /**
   * Reads all manifests of a generation.
   *
   * @param gonePods names of the Pods that are known to be gone
   * @return what was found; empty when deep storage did not answer, which {@link #observation} then
   *     says
   */
  public Optional<LeftManifests> lookForManifests(GenerationKey generation, Set<String> gonePods) {
    try {
      List<Prepared> found = new ArrayList<>();
      for (String path :
          storage.list(
              paths.prepared(generation.epoch(), generation.group(), generation.generation()))) {
        storage.read(path).flatMap(content -> prepared(path, content)).ifPresent(found::add);
      }
      return Optional.of(new LeftManifests(gonePods, found));
    } catch (DeepStorageException e) {
      observation = new LedgerObservation.Failed(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private LedgerObservation append(LedgerObservation.Read chain, StatusCommit newest)
      throws DeepStorageException, ChainBroken {
    LedgerEntry entry = next(chain.head(), newest);
    String path = paths.ledgerEntry(entry.commit());
    if (!storage.createIfAbsent(path, ProtocolJson.write(entry))) {
      entry = sameAs(entry);
    }
    if (files.entry(entry.commit() + 1).isPresent()) {
      return readAll().observed();
    }
    LedgerSnapshot head = ChainHead.after(chain.head(), entry);
    if (head.commit() % SNAPSHOT_EVERY == 0) {
      storage.createIfAbsent(paths.snapshot(head.commit()), ProtocolJson.write(head));
    }
    return new LedgerObservation.Read(chain.owner(), head, chain.dataSource());
  }

  private LedgerObservation readUpTo(StatusCommit newest) throws DeepStorageException, ChainBroken {
    Chain chain = readAll();
    LedgerObservation.Read read = chain.observed();
    long commits = newest.commit().sequence();
    if (read.entries() < commits - 1) {
      throw new ChainBroken(
          "the ledger ends at entry %d, status says %d; expected it to be at most one behind. Restore the missing entries, or the deep storage that they lie in"
              .formatted(read.entries(), commits));
    }
    if (read.entries() == commits - 1) {
      next(chain.head(), newest);
    } else if (chain.endsWith(newest)) {
      sameAs(next(chain.before(), newest));
      expectPositions(chain, newest);
    }
    return read;
  }

  /** The entry of {@code newest}, which continues {@code head}. */
  private LedgerEntry next(@Nullable LedgerSnapshot head, StatusCommit newest)
      throws DeepStorageException, ChainBroken {
    LedgerEntry entry = ChainHead.entry(head, newest, files.manifests(newest.commit()));
    ChainHead.check(head, entry, paths.ledgerEntry(entry.commit()));
    return entry;
  }

  /**
   * The entry that is there, which is to be {@code expected}; a supervisor may have been of another
   * installation when it wrote it.
   */
  private LedgerEntry sameAs(LedgerEntry expected) throws DeepStorageException, ChainBroken {
    String path = paths.ledgerEntry(expected.commit());
    Optional<byte[]> content = files.entry(expected.commit());
    if (content.isPresent()) {
      LedgerEntry there = LedgerFiles.json(path, content.get(), LedgerEntry.class);
      byte[] wanted = ProtocolJson.write(expected.writtenBy(there.installationId()));
      if (Arrays.equals(wanted, content.get())) {
        return there;
      }
    }
    throw new ChainBroken(
        "%s holds another commit than status.commit %d; expected the same, byte for byte. Another supervisor writes to the same place: let only one of the two run. Or somebody changed one of them by hand: restore it"
            .formatted(path, expected.commit()));
  }

  private static void expectPositions(Chain chain, StatusCommit newest) throws ChainBroken {
    if (chain.head() != null && !Positions.of(chain.head().positions()).equals(newest.offsets())) {
      throw new ChainBroken(
          "the entries up to %d lead to other positions than status.offsets; expected equal ones. Somebody wrote to one of them by hand: restore it"
              .formatted(newest.commit().sequence()));
    }
  }

  private Chain readAll() throws DeepStorageException, ChainBroken {
    LedgerOwner owner = files.owner().orElse(null);
    LedgerSnapshot before = null;
    LedgerEntry last = null;
    LedgerSnapshot head = files.newestSnapshot().orElse(null);
    long next = head == null ? 1 : head.commit() + 1;
    for (Optional<byte[]> file = files.entry(next); file.isPresent(); file = files.entry(next)) {
      String path = paths.ledgerEntry(next);
      last = LedgerFiles.json(path, file.get(), LedgerEntry.class);
      ChainHead.check(head, last, path);
      before = head;
      head = ChainHead.after(head, last);
      next++;
    }
    return new Chain(owner, before, last, head);
  }

  /** Empty when it is no manifest: then it can never commit, and must not hold up what can. */
  private static Optional<Prepared> prepared(String path, byte[] content) {
    try {
      return Optional.of(
          new Prepared(
              path, ManifestPaths.digest(content), ProtocolJson.read(content, Manifest.class)));
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("path", path)
          .log("A file among the manifests is none: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void observe(Call call) {
    try {
      observation = call.call();
    } catch (DeepStorageException e) {
      observation = new LedgerObservation.Failed(String.valueOf(e.getMessage()));
    } catch (ChainBroken e) {
      observation = new LedgerObservation.Conflict(String.valueOf(e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface Call {
    LedgerObservation call() throws DeepStorageException, ChainBroken;
  }

  /**
   * The whole chain.
   *
   * @param owner who began it; absent when there is none
   * @param before what it adds up to before {@code last}; absent when that is the first
   * @param last the newest entry; absent when a snapshot counts it in already, or there is none
   * @param head what all of it adds up to; absent when it is empty
   */
  private record Chain(
      @Nullable LedgerOwner owner,
      @Nullable LedgerSnapshot before,
      @Nullable LedgerEntry last,
      @Nullable LedgerSnapshot head) {

    LedgerObservation.Read observed() {
      return new LedgerObservation.Read(owner, head);
    }

    boolean endsWith(StatusCommit newest) {
      return last != null
          && last.commit() == newest.commit().sequence()
          && last.supervisorUid().equals(newest.supervisorUid());
    }
  }
}
