package io.millrace.operator.ledger;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.DataSourceClaim;
import io.millrace.protocol.DataSourceOwner;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files of one ledger, and those that it names. Calls block. */
final class LedgerFiles {

  private final DeepStorage storage;
  private final ManifestPaths paths;

  LedgerFiles(DeepStorage storage, ManifestPaths paths) {
    this.storage = storage;
    this.paths = paths;
  }

  Optional<LedgerOwner> owner() throws DeepStorageException, ChainBroken {
    Optional<byte[]> content = storage.read(paths.owner());
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(json(paths.owner(), content.get(), LedgerOwner.class));
  }

  /** Makes the datasource this supervisor's, where it is nobody's. */
  DataSourceClaim claim(String dataSource) throws DeepStorageException, ChainBroken {
    String path = ManifestPaths.dataSourceOwner(dataSource);
    DataSourceOwner own =
        new DataSourceOwner(ProtocolVersion.FORMAT, paths.namespace(), paths.name());
    if (storage.createIfAbsent(path, ProtocolJson.write(own))) {
      return new DataSourceClaim(dataSource, null);
    }
    DataSourceOwner there =
        json(path, required(path, "is not there any more"), DataSourceOwner.class);
    boolean ours = there.namespace().equals(own.namespace()) && there.name().equals(own.name());
    return new DataSourceClaim(dataSource, ours ? null : there);
  }

  Optional<LedgerSnapshot> newestSnapshot() throws DeepStorageException, ChainBroken {
    List<String> snapshots = storage.list(paths.snapshots());
    if (snapshots.isEmpty()) {
      return Optional.empty();
    }
    String newest = snapshots.get(snapshots.size() - 1);
    return Optional.of(
        json(newest, required(newest, "is not there any more"), LedgerSnapshot.class));
  }

  Optional<byte[]> entry(long commit) throws DeepStorageException {
    return storage.read(paths.ledgerEntry(commit));
  }

  /** The manifests of {@code commit}, as they were when it was committed. */
  List<Manifest> manifests(Commit commit) throws DeepStorageException, ChainBroken {
    List<Manifest> manifests = new ArrayList<>();
    for (ManifestReference reference : commit.manifests()) {
      String path = reference.path();
      byte[] content = required(path, "is committed, and is not in deep storage");
      if (!ManifestPaths.digest(content).equals(reference.digest())) {
        throw new ChainBroken(
            "%s was changed after it was committed: its digest is not %s. Restore it"
                .formatted(path, reference.digest()));
      }
      manifests.add(json(path, content, Manifest.class));
    }
    return manifests;
  }

  private byte[] required(String path, String otherwise) throws DeepStorageException, ChainBroken {
    return storage
        .read(path)
        .orElseThrow(
            () ->
                new ChainBroken("%s %s; expected it to be. Restore it".formatted(path, otherwise)));
  }

  static <T> T json(String path, byte[] content, Class<T> type) throws ChainBroken {
    try {
      return ProtocolJson.read(content, type);
    } catch (IOException e) {
      throw new ChainBroken(
          "%s cannot be read as JSON; expected a %s. Restore it: %s"
              .formatted(path, type.getSimpleName(), e.getMessage()));
    }
  }
}
