package io.millrace.quickstart.podrunner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives out addresses of 127.0.0.0/8, each to one Pod at a time. An address that was given back
 * comes last, so that whoever still calls the old Pod rarely meets a new one. Several runners on a
 * machine get different /16 nets, by a lock on a file. Safe for use by several threads.
 */
final class LoopbackAddresses implements AutoCloseable {

  private static final int FIRST_NET = 16;
  private static final int LAST_NET = 250;
  private static final int HOSTS = 250 * 250;

  private final int net;
  private final FileChannel channel;
  private final Set<Integer> used = new HashSet<>();
  private int next;

  private LoopbackAddresses(int net, FileChannel channel) {
    this.net = net;
    this.channel = channel;
  }

  /**
   * Takes the first net that no other runner has.
   *
   * @param lockFolder a folder that all runners of the machine share
   */
  static LoopbackAddresses open(Path lockFolder) {
    for (int net = FIRST_NET; net <= LAST_NET; net++) {
      FileChannel channel = lock(lockFolder.resolve("millrace-loopback-" + net + ".lock"));
      if (channel != null) {
        return new LoopbackAddresses(net, channel);
      }
    }
    throw new IllegalStateException(
        "all nets 127.%d.0.0 to 127.%d.0.0 are taken by other Pod runners; expected one to be free: end some of them"
            .formatted(FIRST_NET, LAST_NET));
  }

  private static @Nullable FileChannel lock(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return null;
      }
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  synchronized Lease lease() {
    if (used.size() == HOSTS) {
      throw new IllegalStateException(
          "all %d addresses of 127.%d.0.0 are in use by Pods".formatted(HOSTS, net));
    }
    int host = next;
    while (!used.add(host)) {
      host = (host + 1) % HOSTS;
    }
    next = (host + 1) % HOSTS;
    return new Lease(host, "127.%d.%d.%d".formatted(net, 1 + host / 250, 1 + host % 250));
  }

  private synchronized void release(int host) {
    used.remove(host);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An address in use until it is closed. */
  final class Lease implements AutoCloseable {

    private final int host;
    private final String address;

    private Lease(int host, String address) {
      this.host = host;
      this.address = address;
    }

    String address() {
      return address;
    }

    @Override
    public void close() {
      release(host);
    }
  }
}
