package io.millrace.deepstorage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What processes that died in the middle of a write left in the folders for what is not visible
 * yet.
 */
final class Leftovers {

  /** Far above the longest push and any difference between two machines' clocks. */
  static final Duration AGE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final Path base;
  private final DurableFiles files;
  private final AtomicBoolean swept = new AtomicBoolean();

  Leftovers(Path base, DurableFiles files) {
    this.base = base;
    this.files = files;
  }

  /** Removes old leftovers at the first call; a failure to do so harms nothing and is logged. */
  void sweepOnce() {
    if (swept.compareAndSet(false, true)) {
      sweep(base.resolve(StoredPath.INTERMEDIATE_FILES));
      sweep(base.resolve(StoredPath.INTERMEDIATE_PUSHES));
    }
  }

  private void sweep(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Instant newestToGo = Instant.now().minus(AGE);
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : List.copyOf(entries.toList())) {
        if (Files.getLastModifiedTime(entry).toInstant().isBefore(newestToGo)) {
          files.deleteTree(entry);
        }
      }
    } catch (IOException e) {
      LOG.atInfo()
          .addKeyValue("folder", folder)
          .setCause(e)
          .log("Old leftovers could not be removed");
    }
  }
}
