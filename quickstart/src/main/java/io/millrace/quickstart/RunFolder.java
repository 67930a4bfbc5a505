package io.millrace.quickstart;

import io.millrace.quickstart.process.ProcessRegister;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run: empty at first, and used by nobody else until it is closed. */
final class RunFolder implements AutoCloseable {

  private static final String MARKER = "millrace-quickstart";

  private final Path folder;
  private final FileChannel lock;

  private RunFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes the folder over: ends what an earlier run left running, and removes what it left on disk.
   *
   * @throws IOException when another run uses it, or it holds something else
   */
  static RunFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path marker = folder.resolve(MARKER);
    if (!Files.exists(marker) && !isEmpty(folder)) {
      throw new IOException(
          "%s holds something that is not of a quickstart; expected an empty or a new folder"
              .formatted(folder));
    }
    FileChannel channel =
        FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException(
          "another quickstart runs in %s; stop it, or choose another --folder".formatted(folder));
    }
    new ProcessRegister(folder.resolve("processes")).endLeftovers();
    clear(folder, marker);
    return new RunFolder(folder, channel);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void clear(Path folder, Path marker) throws IOException {
    List<Path> old;
    try (Stream<Path> entries = Files.walk(folder)) {
      old =
          entries
              .filter(path -> !path.equals(folder) && !path.equals(marker))
              .sorted(Comparator.reverseOrder())
              .toList();
    }
    for (Path path : old) {
      Files.delete(path);
    }
  }
}
