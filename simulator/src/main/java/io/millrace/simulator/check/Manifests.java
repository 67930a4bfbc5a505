package io.millrace.simulator.check;

import io.millrace.protocol.Manifest;
import io.millrace.protocol.ProtocolJson;
import java.io.IOException;
import java.util.IdentityHashMap;

/** The manifests of a schedule. Several checks look at each, and each content is read once. */
public final class Manifests {

  private final IdentityHashMap<byte[], Manifest> read = new IdentityHashMap<>();

  /**
   * @param content what lies in deep storage: other content is another array
   * @throws IOException if that is no manifest
   */
  Manifest read(byte[] content) throws IOException {
    Manifest known = read.get(content);
    if (known == null) {
      known = ProtocolJson.read(content, Manifest.class);
      read.put(content, known);
    }
    return known;
  }
}
