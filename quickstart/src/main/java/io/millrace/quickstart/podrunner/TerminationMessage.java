package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A container's last word: its file, or the end of its output where the container asks for that.
 */
final class TerminationMessage {

  private static final int FILE_BYTES = 4096;
  private static final int LOG_BYTES = 2048;

  private TerminationMessage() {}

  static String read(Container container, Path file, Path log, int exitCode) {
    String message = end(file, FILE_BYTES);
    boolean fallBack = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
    return message.isEmpty() && fallBack && exitCode != 0 ? end(log, LOG_BYTES) : message;
  }

  private static String end(Path file, int bytes) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, content.length() - bytes);
      content.seek(from);
      byte[] end = new byte[(int) (content.length() - from)];
      content.readFully(end);
      return new String(end, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
