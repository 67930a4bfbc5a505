package io.millrace.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory for scratch files, which one process has until it ends. One Pod is one attempt:
 * what lies there is of no use, and a second process of the Pod, which a kubelet may start that has
 * lost sight of the first, is refused, whether the first still runs or not.
 */
final class ScratchDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScratchDirectory.class);

  /** Locked by the process that has the directory, and holds the UID of its Pod. */
  private static final String OWNER = "owner";

  private static final int LONGEST_UID = 1_024;

  private final Path path;
  private final FileChannel owner;

  private ScratchDirectory(Path path, FileChannel owner) {
    this.path = path;
    this.owner = owner;
  }

  /**
   * Takes the directory, made when it is not there, with nothing in it.
   *
   * @param podUid UID of the Pod that the process is of
   * @throws ConfigurationException if it cannot be used, or is another process's
   */
  static ScratchDirectory taken(Path directory, String podUid) throws ConfigurationException {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(OWNER);
      FileChannel owner =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        takeOver(directory, owner, podUid);
        Files.walkFileTree(directory, new Emptying(directory, file));
        Files.delete(Files.createTempFile(directory, "probe", null));
        return new ScratchDirectory(directory, owner);
      } catch (IOException | ConfigurationException e) {
        owner.close();
        throw e;
      }
    } catch (IOException e) {
      throw refused(
          "%s, the directory for scratch files, cannot be used: %s; expected one that the process may write to"
              .formatted(directory, e));
    }
  }

  Path path() {
    return path;
  }

  /** Leaves the directory to others. */
  @Override
  public void close() {
    try {
      owner.close();
    } catch (IOException e) {
      LOG.atInfo().setCause(e).log("{} is left to others only when the process ends", path);
    }
  }

  private static void takeOver(Path directory, FileChannel owner, String podUid)
      throws IOException, ConfigurationException {
    if (!lock(owner)) {
      throw refused(
          "%s, the directory for scratch files, is used by another process; expected one that no other uses. Where this Pod's container was started twice, the Pod is replaced; elsewhere give each process a directory of its own"
              .formatted(directory));
    }
    if (content(owner).equals(podUid)) {
      throw refused(
          "%s, the directory for scratch files, was used by an earlier process of the Pod with UID %s; expected to be its first, since one Pod is one attempt. The Pod is replaced"
              .formatted(directory, podUid));
    }
    owner.truncate(0);
    owner.write(ByteBuffer.wrap(podUid.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** Held until the channel is closed or the process ends, however it does. */
  private static boolean lock(FileChannel owner) throws IOException {
    try {
      return owner.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Read through the same channel: to close another one would release the lock. */
  private static String content(FileChannel owner) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_UID);
    owner.read(bytes, 0);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  private static ConfigurationException refused(String problem) {
    return new ConfigurationException(List.of(problem));
  }

  private static final class Emptying extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Path kept;

    Emptying(Path root, Path kept) {
      this.root = root;
      this.kept = kept;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!file.equals(kept)) {
        Files.delete(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (!directory.equals(root)) {
        Files.delete(directory);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
