package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.util.List;

/**
 * A relative path that is safe both as a file and as an S3 key. A pushed segment lies below its
 * path, as the directory {@value #SEGMENT_DIRECTORY} or the object {@value #SEGMENT_ZIP}, so no
 * other file may take those names.
 */
record StoredPath(String value) {

  static final String SEGMENT_DIRECTORY = "index";
  static final String SEGMENT_ZIP = "index.zip";

  /**
   * Where files are written before they are visible. No Kubernetes namespace can have these names.
   */
  static final String INTERMEDIATE_FILES = "intermediate_files";

  static final String INTERMEDIATE_PUSHES = "intermediate_pushes";

  /** A path of a file. */
  static StoredPath file(String path) throws DeepStorageException {
    StoredPath stored = anything(path);
    List<String> parts = stored.parts();
    for (String part : parts.subList(1, parts.size())) {
      if (part.equals(SEGMENT_DIRECTORY) || part.equals(SEGMENT_ZIP)) {
        throw refused(path, "the name '" + part + "' is kept for pushed segments");
      }
    }
    return stored;
  }

  /** A path of a file or a pushed segment. */
  static StoredPath anything(String path) throws DeepStorageException {
    StoredPath stored = prefix(path);
    if (path.isEmpty() || path.endsWith("/")) {
      throw refused(path, "it has an empty part");
    }
    return stored;
  }

  /** The beginning of paths; unlike a path it may be empty or end anywhere. */
  static StoredPath prefix(String prefix) throws DeepStorageException {
    StoredPath stored = new StoredPath(prefix);
    List<String> parts = stored.parts();
    for (int i = 0; i < parts.size(); i++) {
      checkPart(prefix, parts.get(i), i == parts.size() - 1);
    }
    if (parts.size() > 1 || !prefix.isEmpty()) {
      checkReserved(prefix, parts.getFirst());
    }
    return stored;
  }

  List<String> parts() {
    return List.of(value.split("/", -1));
  }

  /** The folder that this path lies in, with a trailing {@code /}; empty at the top. */
  String folder() {
    return value.substring(0, value.lastIndexOf('/') + 1);
  }

  private static void checkPart(String path, String part, boolean last)
      throws DeepStorageException {
    if (part.isEmpty() && !last) {
      throw refused(path, path.startsWith("/") ? "it is absolute" : "it has an empty part");
    }
    if (part.equals(".") || part.equals("..")) {
      throw refused(path, "'" + part + "' leads elsewhere");
    }
    if (part.indexOf('\\') >= 0 || part.chars().anyMatch(Character::isISOControl)) {
      throw refused(path, "it holds a backslash or a control character");
    }
  }

  private static void checkReserved(String path, String first) throws DeepStorageException {
    if (first.equals(INTERMEDIATE_FILES) || first.equals(INTERMEDIATE_PUSHES)) {
      throw refused(path, "'" + first + "' is kept for what is not visible yet");
    }
  }

  private static DeepStorageException refused(String path, String why) {
    return new DeepStorageException(
        Kind.CONFIGURATION,
        "Path '%s' is refused in deep storage: %s. Expected is a relative path such as 'namespace/name/owner.json'; change the name that it was made of."
            .formatted(printable(path), why),
        null);
  }

  private static String printable(String path) {
    return path.replaceAll("\\p{Cntrl}", "?");
  }
}
