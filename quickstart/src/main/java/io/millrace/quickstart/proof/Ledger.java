package io.millrace.quickstart.proof;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ManifestReference;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.SegmentDescriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The chain of commits as it lies in deep storage, with the manifests that it names.
 *
 * @param entries in order of their numbers
 * @param manifests content by path of each manifest that could be read
 * @param digests digest of the bytes by path of each manifest that is there
 */
public record Ledger(
    List<LedgerEntry> entries, Map<String, Manifest> manifests, Map<String, String> digests) {

  private static final int NUMBER_DIGITS = 20;

  /**
   * Reads the whole chain.
   *
   * @throws IOException when a file is not what it should be
   */
  public static Ledger read(DeepStorage storage, ManifestPaths paths)
      throws DeepStorageException, IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    Map<String, String> digests = new LinkedHashMap<>();
    String first = paths.ledgerEntry(1);
    for (String path : storage.list(first.substring(0, first.lastIndexOf('/') + 1))) {
      if (!path.substring(path.lastIndexOf('/') + 1).matches("\\d{" + NUMBER_DIGITS + "}\\.json")) {
        continue;
      }
      LedgerEntry entry = ProtocolJson.read(storage.read(path).orElseThrow(), LedgerEntry.class);
      entries.add(entry);
      for (ManifestReference reference : entry.manifests()) {
        Optional<byte[]> content = storage.read(reference.path());
        if (content.isPresent()) {
          manifests.put(reference.path(), ProtocolJson.read(content.get(), Manifest.class));
          digests.put(reference.path(), ManifestPaths.digest(content.get()));
        }
      }
    }
    return new Ledger(entries, manifests, digests);
  }

  /** All published segments. */
  public List<SegmentDescriptor> segments() {
    return entries.stream().flatMap(entry -> entry.segments().stream()).toList();
  }
}
