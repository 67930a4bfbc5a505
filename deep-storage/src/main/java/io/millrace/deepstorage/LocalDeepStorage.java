package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deep storage in a directory that operator and tasks have all mounted at the same path.
 *
 * <p>Files are written aside, forced to the disk, and linked into place, which fails where
 * something is: so a reader never sees a part of one, and of several writers on several machines
 * one wins. Segments are written aside as a directory, which is renamed into place. Needs a file
 * system with hard links and POSIX rename, as local disks, NFS and CephFS have.
 */
public final class LocalDeepStorage implements DeepStorage {

  /**
   * How often a write begins again because another process removed a folder that it had just made.
   */
  private static final int FOLDER_ATTEMPTS = 20;

  private final Path volume;
  private final Path base;
  private final LocalErrors errors;
  private final DurableFiles files;
  private final Leftovers leftovers;

  /**
   * @param base the directory; it must be there at the first use
   */
  public LocalDeepStorage(Path base) {
    this(new DeepStorageSettings.Local(base));
  }

  /** Deep storage in a folder of a volume; the volume must be mounted at the first use. */
  public LocalDeepStorage(DeepStorageSettings.Local settings) {
    this.volume = settings.volume().toAbsolutePath().normalize();
    this.base = settings.base().toAbsolutePath().normalize();
    this.errors = new LocalErrors(volume);
    this.files = new DurableFiles(volume);
    this.leftovers = new Leftovers(base, files);
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws DeepStorageException {
    Path target = base.resolve(StoredPath.file(path).value());
    requireVolume();
    leftovers.sweepOnce();
    try {
      Path aside = intermediate(StoredPath.INTERMEDIATE_FILES);
      try {
        files.write(aside, content);
        return link(aside, target);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw failed("write", path, e);
    }
  }

  /** Whether this call put {@code aside} in place. */
  private boolean link(Path aside, Path target) throws IOException {
    boolean created = false;
    Path folder = files.parent(target);
    for (int attempt = 1; !created; attempt++) {
      files.createFolders(folder);
      try {
        Files.createLink(target, aside);
        created = true;
      } catch (NoSuchFileException e) {
        if (attempt == FOLDER_ATTEMPTS) {
          throw e;
        }
      } catch (FileAlreadyExistsException e) {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
          throw e;
        }
        // A network file system may answer a repeated request for a link that its first try had
        // made.
        created = Files.isSameFile(aside, target);
        break;
      }
    }
    files.forceFoldersFrom(folder);
    return created;
  }

  @Override
  public Optional<byte[]> read(String path) throws DeepStorageException {
    Path file = base.resolve(StoredPath.file(path).value());
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      requireVolume();
      return Optional.empty();
    } catch (IOException e) {
      if (Files.isDirectory(file) || liesBelowFile(file)) {
        return Optional.empty();
      }
      throw failed("read", path, e);
    }
  }

  private boolean liesBelowFile(Path file) {
    for (Path above = files.parent(file); !above.equals(base); above = files.parent(above)) {
      if (Files.isRegularFile(above)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<String> list(String prefix) throws DeepStorageException {
    StoredPath stored = StoredPath.prefix(prefix);
    requireVolume();
    try {
      return new LocalListing(base, prefix).from(base.resolve(stored.folder()));
    } catch (IOException e) {
      throw failed("list", prefix, e);
    }
  }

  @Override
  public Location push(String path, Path directory) throws DeepStorageException {
    Path target = base.resolve(StoredPath.file(path).value()).resolve(StoredPath.SEGMENT_DIRECTORY);
    List<Path> sources = SegmentDirectory.files(directory);
    requireVolume();
    leftovers.sweepOnce();
    try {
      Path aside = intermediate(StoredPath.INTERMEDIATE_PUSHES);
      try {
        files.copyInto(aside, sources);
        rename(aside, target, path);
      } finally {
        files.deleteTree(aside);
      }
      return new Location.Directory(target);
    } catch (IOException e) {
      throw failed("push", path, e);
    }
  }

  private void rename(Path aside, Path target, String path)
      throws IOException, DeepStorageException {
    Path folder = files.parent(target);
    for (int attempt = 1; ; attempt++) {
      files.createFolders(folder);
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw alreadyThere(path, null);
      }
      try {
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
        files.forceFoldersFrom(folder);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == FOLDER_ATTEMPTS) {
          throw e;
        }
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        throw alreadyThere(path, e);
      }
    }
  }

  @Override
  public void delete(String path) throws DeepStorageException {
    Path file = base.resolve(StoredPath.anything(path).value());
    requireVolume();
    try {
      deleteSegment(file.resolve(StoredPath.SEGMENT_DIRECTORY));
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(file)) {
        files.forceFolder(files.parent(file));
      }
    } catch (IOException e) {
      throw failed("delete", path, e);
    }
  }

  /**
   * Takes a segment out of sight in one step, then removes it and the folders that it leaves empty.
   */
  private void deleteSegment(Path segment) throws IOException {
    if (!Files.isDirectory(segment, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path aside = intermediate(StoredPath.INTERMEDIATE_PUSHES);
    try {
      Files.move(segment, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    Path folder = files.parent(segment);
    files.forceFolder(folder);
    files.deleteTree(aside);
    files.deleteEmptyFolders(folder);
  }

  /** A new place in a folder for what is not visible yet. */
  private Path intermediate(String folder) throws IOException {
    Path parent = base.resolve(folder);
    files.createFolders(parent);
    return parent.resolve(UUID.randomUUID().toString());
  }

  private void requireVolume() throws DeepStorageException {
    if (!Files.isDirectory(volume)) {
      throw errors.volumeMissing();
    }
  }

  private DeepStorageException failed(String verb, String path, Exception failure) {
    return errors.describe("%s %s in deep storage".formatted(verb, base.resolve(path)), failure);
  }

  private DeepStorageException alreadyThere(String path, @Nullable IOException cause) {
    return new DeepStorageException(
        Kind.OTHER,
        "Cannot push a segment to %s in deep storage: something is there already. Every push needs a path of its own."
            .formatted(base.resolve(path)),
        cause);
  }

  @Override
  public void close() {
    // Holds nothing open between calls.
  }
}
