package io.millrace.deepstorage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store over HTTP that keeps objects, knows no condition, and gives the errors that it is told
 * to.
 */
final class StubStore implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final List<String> authorizations = new ArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status;
  private volatile String code = "";
  private final AtomicInteger refusals = new AtomicInteger();

  StubStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next {@code count} requests are answered with an error. */
  void refuse(int count, int errorStatus, String errorCode) {
    status = errorStatus;
    code = errorCode;
    refusals.set(count);
  }

  int requests() {
    return requests.get();
  }

  /** The {@code Authorization} headers so far. */
  List<String> authorizations() {
    synchronized (authorizations) {
      return List.copyOf(authorizations);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.incrementAndGet();
    synchronized (authorizations) {
      authorizations.add(
          Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse(""));
    }
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      answer(
          exchange,
          status,
          "<Error><Code>%s</Code><Message>secret text of the store</Message></Error>"
              .formatted(code)
              .getBytes(StandardCharsets.UTF_8));
      return;
    }
    serve(exchange, exchange.getRequestURI().getPath(), body);
  }

  private void serve(HttpExchange exchange, String path, byte[] body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        objects.put(path, body);
        answer(exchange, 200, new byte[0]);
      }
      case "GET" -> answer(exchange, 200, objects.getOrDefault(path, new byte[0]));
      default -> answer(exchange, 204, new byte[0]);
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("x-amz-request-id", "REQ-1");
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
