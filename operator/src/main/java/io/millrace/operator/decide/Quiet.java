package io.millrace.operator.decide;

import io.millrace.protocol.ManifestPaths;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * How long nothing has arrived in the stream. It is remembered, so that another leader neither
 * begins to wait anew nor wakes a supervisor that is idle.
 *
 * @param since since when the stream has ended where it ends
 * @param latest digest of the positions that it ends at: there may be thousands
 */
public record Quiet(Instant since, String latest) {

  private static final int LENGTH = 16;

  static String digest(Positions latest) {
    return ManifestPaths.digest(latest.text().toString().getBytes(StandardCharsets.UTF_8))
        .substring(0, LENGTH);
  }
}
