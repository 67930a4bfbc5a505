package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.KeyToPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the files of a volume that is made of keys and values. */
final class VolumeFiles {

  private final Path folder;

  VolumeFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * @param items the keys to write and where to; all keys when empty
   * @throws PodStartException when an item names a key that is not there
   */
  void write(Map<String, byte[]> content, List<KeyToPath> items)
      throws PodStartException, IOException {
    for (Map.Entry<String, byte[]> file : chosen(content, items).entrySet()) {
      write(file.getKey(), file.getValue(), "rw-r--r--");
    }
  }

  /** As {@link #write}, readable by nobody else. */
  void writePrivate(Map<String, byte[]> content, List<KeyToPath> items)
      throws PodStartException, IOException {
    for (Map.Entry<String, byte[]> file : chosen(content, items).entrySet()) {
      write(file.getKey(), file.getValue(), "rw-------");
    }
  }

  private static Map<String, byte[]> chosen(Map<String, byte[]> content, List<KeyToPath> items)
      throws PodStartException {
    if (items.isEmpty()) {
      return content;
    }
    Map<String, byte[]> chosen = new LinkedHashMap<>();
    for (KeyToPath item : items) {
      byte[] value = content.get(item.getKey());
      if (value == null) {
        throw new PodStartException(
            PodStartException.CONFIG,
            "references non-existent config key: %s; found %s"
                .formatted(item.getKey(), content.keySet()));
      }
      chosen.put(item.getPath(), value);
    }
    return chosen;
  }

  private void write(String path, byte[] value, String permissions) throws IOException {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException(
          "path %s leads out of its volume; expected a path below it".formatted(path));
    }
    Files.createDirectories(file.getParent());
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    Files.write(file, value);
  }
}
