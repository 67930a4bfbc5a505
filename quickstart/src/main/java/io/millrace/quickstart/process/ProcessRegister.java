package io.millrace.quickstart.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers in a folder which processes were started, so that whoever uses the folder next can end
 * what a killed predecessor left running. One file per process, named by its id, holds when the
 * process began: an id that went to another process since is left alone. Safe for use by several
 * threads.
 */
public final class ProcessRegister {

  /** How far two readings of the begin of the same process may lie apart. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final Path folder;

  public ProcessRegister(Path folder) {
    this.folder = folder;
  }

  public void add(ProcessHandle process) {
    try {
      Files.createDirectories(folder);
      Files.writeString(file(process.pid()), begin(process).orElse(Instant.now()).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void remove(long pid) {
    try {
      Files.deleteIfExists(file(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends, with SIGKILL, every registered process that still runs, and all that it started.
   *
   * @return how many registered processes were running
   */
  public int endLeftovers() {
    int ended = 0;
    for (Path entry : entries()) {
      long pid = Long.parseLong(entry.getFileName().toString());
      Optional<ProcessHandle> process =
          ProcessHandle.of(pid).filter(candidate -> isSame(candidate, entry));
      if (process.isPresent()) {
        ProcessGroup.kill(process.get());
        ended++;
      }
      remove(pid);
    }
    return ended;
  }

  private List<Path> entries() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSame(ProcessHandle process, Path entry) {
    try {
      Instant registered = Instant.parse(Files.readString(entry));
      return begin(process)
          .map(begin -> Duration.between(begin, registered).abs().compareTo(TOLERANCE) <= 0)
          .orElse(false);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Instant> begin(ProcessHandle process) {
    return process.info().startInstant();
  }

  private Path file(long pid) {
    return folder.resolve(Long.toString(pid));
  }
}
