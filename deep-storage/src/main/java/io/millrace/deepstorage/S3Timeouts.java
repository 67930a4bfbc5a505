package io.millrace.deepstorage;

import java.time.Duration;

/**
 * How long is waited for S3.
 *
 * @param connection for a connection
 * @param socket for the next bytes of an answer
 * @param call for a call with all its attempts, where little is moved
 */
record S3Timeouts(Duration connection, Duration socket, Duration call) {

  static final S3Timeouts DEFAULT =
      new S3Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));

  /** Slowest upload, in bytes a second, that is waited for. */
  private static final long SLOWEST_UPLOAD = 256 * 1024L;

  /** For a call that uploads {@code bytes}. */
  Duration upload(long bytes) {
    return call.plusSeconds(bytes / SLOWEST_UPLOAD);
  }
}
