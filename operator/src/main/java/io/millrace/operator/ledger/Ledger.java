package io.millrace.operator.ledger;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.GenerationKey;
import io.millrace.operator.decide.LedgerObservation;
import io.millrace.operator.decide.LeftManifests;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger of one supervisor. The calls block on deep storage and are made beside the loop, one
 * at a time; what came of them is in {@link #observation}, which any thread may read. None throws
 * for trouble with deep storage.
 */
public final class Ledger {

  private static final long SNAPSHOT_EVERY = 1_000;

  private final DeepStorage storage;
  private final ManifestPaths paths;
  private volatile LedgerObservation observation = new LedgerObservation.NotYet();

  public Ledger(DeepStorage storage, ManifestPaths paths) {
    this.storage = storage;
    this.paths = paths;
  }

  public LedgerObservation observation() {
    return observation;
  }

  /**
   * Reads owner, newest snapshot and the entries after it.
   *
   * @param commits number of the newest commit in status: a chain that lags behind by more than one
   *     is a conflict
   */
  public synchronized void read(long commits) {
    observe(
        () -> {
          LedgerObservation.Read read = readAll();
          if (read.entries() < commits - 1) {
            throw new ChainBroken(
                "the ledger ends at entry %d, status says %d; expected it to be at most one behind. Restore the missing entries, or the deep storage that they lie in"
                    .formatted(read.entries(), commits));
          }
          return read;
        });
  }

  /** Creates {@code owner.json} where none is, and reads the ledger. */
  public synchronized void claim(LedgerOwner owner) {
    observe(
        () -> {
          storage.createIfAbsent(paths.owner(), ProtocolJson.write(owner));
          return readAll();
        });
  }

  /**
   * Writes the entry of {@code commit} behind the head, where none is, and sees that none follows.
   * An entry of other content is a conflict.
   *
   * @param commit the newest commit in status
   * @param streamIdentity cluster and topic ids that its positions belong to
   * @param supervisorUid UID of the supervisor
   */
  public synchronized void record(Commit commit, String streamIdentity, String supervisorUid) {
    observe(
        () -> {
          LedgerObservation.Read chain =
              observation instanceof LedgerObservation.Read read ? read : readAll();
          if (chain.entries() != commit.sequence() - 1) {
            return readAll();
          }
          return append(chain, commit, supervisorUid, streamIdentity);
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
        Optional<byte[]> content = storage.read(path);
        if (content.isPresent()) {
          found.add(prepared(path, content.get()));
        }
      }
      return Optional.of(new LeftManifests(gonePods, found));
    } catch (DeepStorageException | IOException e) {
      observation = new LedgerObservation.Failed(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private LedgerObservation append(
      LedgerObservation.Read chain, Commit commit, String supervisorUid, String streamIdentity)
      throws DeepStorageException, IOException, ChainBroken {
    List<Manifest> manifests = new ArrayList<>();
    for (ManifestReference reference : commit.manifests()) {
      manifests.add(manifest(reference));
    }
    LedgerEntry entry =
        ChainHead.entry(chain.head(), commit, supervisorUid, streamIdentity, manifests);
    byte[] bytes = ProtocolJson.write(entry);
    String path = paths.ledgerEntry(commit.sequence());
    if (!storage.createIfAbsent(path, bytes)
        && !Arrays.equals(bytes, storage.read(path).orElse(null))) {
      throw new ChainBroken(
          "%s holds another commit than status.commit %d; expected the same, byte for byte. Another supervisor writes to the same place: let only one of the two run"
              .formatted(path, commit.sequence()));
    }
    if (storage.read(paths.ledgerEntry(commit.sequence() + 1)).isPresent()) {
      return readAll();
    }
    LedgerSnapshot head = ChainHead.after(chain.head(), entry);
    if (head.commit() % SNAPSHOT_EVERY == 0) {
      storage.createIfAbsent(paths.snapshot(head.commit()), ProtocolJson.write(head));
    }
    return new LedgerObservation.Read(chain.owner(), head);
  }

  private Manifest manifest(ManifestReference reference)
      throws DeepStorageException, IOException, ChainBroken {
    byte[] content =
        storage
            .read(reference.path())
            .orElseThrow(
                () ->
                    new ChainBroken(
                        "%s is committed, and is not in deep storage; expected it to be. Restore it"
                            .formatted(reference.path())));
    if (!ManifestPaths.digest(content).equals(reference.digest())) {
      throw new ChainBroken(
          "%s was changed after it was committed: its digest is not %s. Restore it"
              .formatted(reference.path(), reference.digest()));
    }
    return ProtocolJson.read(content, Manifest.class);
  }

  private LedgerObservation.Read readAll() throws DeepStorageException, IOException, ChainBroken {
    LedgerOwner owner = null;
    Optional<byte[]> ownerFile = storage.read(paths.owner());
    if (ownerFile.isPresent()) {
      owner = ProtocolJson.read(ownerFile.get(), LedgerOwner.class);
    }
    List<String> snapshots = storage.list(paths.snapshots());
    LedgerSnapshot head = null;
    if (!snapshots.isEmpty()) {
      byte[] newest =
          storage
              .read(snapshots.get(snapshots.size() - 1))
              .orElseThrow(() -> new ChainBroken("the newest snapshot vanished"));
      head = ProtocolJson.read(newest, LedgerSnapshot.class);
    }
    long next = head == null ? 1 : head.commit() + 1;
    for (Optional<byte[]> file = entry(next); file.isPresent(); file = entry(next)) {
      LedgerEntry entry = ProtocolJson.read(file.get(), LedgerEntry.class);
      ChainHead.check(head, entry, paths.ledgerEntry(next));
      head = ChainHead.after(head, entry);
      next++;
    }
    return new LedgerObservation.Read(owner, head);
  }

  private Optional<byte[]> entry(long commit) throws DeepStorageException {
    return storage.read(paths.ledgerEntry(commit));
  }

  private static Prepared prepared(String path, byte[] content) throws IOException {
    return new Prepared(
        path, ManifestPaths.digest(content), ProtocolJson.read(content, Manifest.class));
  }

  private void observe(Call call) {
    try {
      observation = call.call();
    } catch (DeepStorageException e) {
      observation = new LedgerObservation.Failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      observation =
          new LedgerObservation.Conflict(
              "a file of the ledger cannot be read as JSON: " + e.getMessage());
    } catch (ChainBroken e) {
      observation = new LedgerObservation.Conflict(String.valueOf(e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface Call {
    LedgerObservation call() throws DeepStorageException, IOException, ChainBroken;
  }
}
