package io.millrace.simulator;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.ProtocolJson;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Deep storage in which each writer's entries are of an installation of its own. */
abstract class SigningStorage extends ForwardingStorage {

  private static final AtomicLong WRITERS = new AtomicLong();

  private final String signature = "installation-" + WRITERS.incrementAndGet();

  SigningStorage(DeepStorage to) {
    super(to);
  }

  /** Writes an entry, which says whose it is. */
  abstract boolean write(String path, byte[] signed) throws DeepStorageException;

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws DeepStorageException {
    boolean entry = path.contains("/ledger/") && !path.contains("/snapshot-");
    return entry ? write(path, signed(content)) : super.createIfAbsent(path, content);
  }

  private byte[] signed(byte[] content) {
    try {
      return ProtocolJson.write(ProtocolJson.read(content, LedgerEntry.class).writtenBy(signature));
    } catch (IOException e) {
      throw new IllegalStateException("an entry cannot be read", e);
    }
  }
}
