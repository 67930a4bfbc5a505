package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failed file operation means. Java keeps no error number, so the file system is asked
 * first whether it is read-only or full, and the operating system's text only where that leaves it
 * open.
 */
final class LocalErrors {

  /**
   * Less than this counts as full: a file system keeps a little back, and a failed write gives back
   * what it took.
   */
  private static final long NEXT_TO_NOTHING = 64 * 1024L;

  private final Path volume;

  LocalErrors(Path volume) {
    this.volume = volume;
  }

  DeepStorageException volumeMissing() {
    return new DeepStorageException(
        Kind.CONFIGURATION,
        "Deep storage directory %s is not there. Create it, or mount the volume that holds it; it is never created, so that nothing is written beside a volume that is not mounted."
            .formatted(volume),
        null);
  }

  /**
   * @param action what failed, as it follows "Cannot"
   */
  DeepStorageException describe(String action, Exception failure) {
    Kind kind = kind(failure);
    String message = "Cannot %s: %s. %s".formatted(action, reason(failure), advice(kind, failure));
    return new DeepStorageException(kind, message, failure);
  }

  private Kind kind(Exception failure) {
    String reason = reason(failure);
    if (!Files.isDirectory(volume) || linksUnsupported(failure, reason)) {
      return Kind.CONFIGURATION;
    }
    if (failure instanceof AccessDeniedException
        || isReadOnly()
        || reason.contains("Read-only file system")) {
      return Kind.DENIED;
    }
    if ((isUnspecific(failure) && isFull())
        || reason.contains("No space left")
        || reason.contains("quota exceeded")) {
      return Kind.FULL;
    }
    return isUnreachable(reason) ? Kind.UNREACHABLE : Kind.OTHER;
  }

  private String advice(Kind kind, Exception failure) {
    return switch (kind) {
      case CONFIGURATION ->
          Files.isDirectory(volume)
              ? "This file system has no hard links, which deep storage needs; use a volume that has them, such as a local disk, NFS or CephFS."
              : "The directory %s is not there: create it, or mount its volume.".formatted(volume);
      case DENIED ->
          "Make the volume writable for this process (fsGroup of the Pod, accessModes and readOnly of the claim).";
      case FULL -> "Free space or enlarge the volume; the write is tried again.";
      case UNREACHABLE -> "The network file system does not answer; it is tried again.";
      case OTHER ->
          failure instanceof FileAlreadyExistsException
              ? "A folder and a file would have the same name."
              : "Look at the volume and at the log of the node.";
    };
  }

  private static boolean isUnspecific(Exception failure) {
    return failure.getClass() == IOException.class
        || failure.getClass() == FileSystemException.class;
  }

  private static boolean linksUnsupported(Exception failure, String reason) {
    return failure instanceof UnsupportedOperationException
        || (failure instanceof FileSystemException link
            && link.getOtherFile() != null
            && (reason.contains("not permitted")
                || reason.contains("not supported")
                || reason.contains("not implemented")));
  }

  private static boolean isUnreachable(String reason) {
    return reason.contains("Stale file handle")
        || reason.contains("timed out")
        || reason.contains("not connected")
        || reason.contains("Host is down")
        || reason.contains("Input/output error");
  }

  private boolean isReadOnly() {
    FileStore store = store();
    return store != null && store.isReadOnly();
  }

  private boolean isFull() {
    FileStore store = store();
    try {
      return store != null && store.getTotalSpace() > 0 && store.getUsableSpace() < NEXT_TO_NOTHING;
    } catch (IOException e) {
      return false;
    }
  }

  private @Nullable FileStore store() {
    try {
      return Files.getFileStore(volume);
    } catch (IOException e) {
      return null;
    }
  }

  private static String reason(Exception failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
  }
}
