package io.millrace.deepstorage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on to a server, and breaks them as it is told. */
final class CuttingProxy implements AutoCloseable {

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final ServerSocket server;
  private final int targetPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answersToSwallow = new AtomicInteger();
  private volatile int uploadLimit = UNLIMITED;
  private volatile boolean mute;

  CuttingProxy(int targetPort) throws IOException {
    this.targetPort = targetPort;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Every connection breaks once the client has sent that many bytes on it. */
  void cutUploadsAfter(int bytes) throws IOException {
    uploadLimit = bytes;
    closeConnections();
  }

  /**
   * The next answers are taken from the server and not given to the client, whose connection
   * breaks.
   */
  void swallowAnswers(int count) throws IOException {
    closeConnections();
    answersToSwallow.set(count);
  }

  /** Connections are accepted and nothing is ever said on them. */
  void fallSilent() throws IOException {
    mute = true;
    closeConnections();
  }

  void heal() throws IOException {
    uploadLimit = UNLIMITED;
    answersToSwallow.set(0);
    mute = false;
    closeConnections();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        if (!mute) {
          connect(client);
        }
      } catch (IOException e) {
        // The proxy is closed, or this connection broke while it was made: the next one counts.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
    open.add(target);
    Thread.ofVirtual().start(() -> passUpload(client, target));
    Thread.ofVirtual().start(() -> passAnswers(target, client));
  }

  private void passUpload(Socket client, Socket target) {
    byte[] buffer = new byte[8192];
    int left = uploadLimit;
    try (client;
        target) {
      InputStream in = client.getInputStream();
      OutputStream out = target.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, Math.min(read, left));
        left -= Math.min(read, left);
        if (left == 0) {
          return;
        }
      }
    } catch (IOException e) {
      // One side is gone; both are closed.
    }
  }

  private void passAnswers(Socket target, Socket client) {
    byte[] buffer = new byte[8192];
    try (client;
        target) {
      InputStream in = target.getInputStream();
      OutputStream out = client.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (answersToSwallow.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side is gone; both are closed.
    }
  }

  private void closeConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    closeConnections();
  }
}
