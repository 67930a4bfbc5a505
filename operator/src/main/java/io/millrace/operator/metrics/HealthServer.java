package io.millrace.operator.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Answers {@code /healthz}, {@code /healthz/ready} and {@code /metrics}. A process that waits for
 * the lease is healthy and ready: it takes over at once.
 */
public final class HealthServer implements AutoCloseable {

  private final HttpServer server;

  /**
   * Listens from now on.
   *
   * @param port port to listen on, 0 for any free one
   * @param alive whether the process works; when not, it should be restarted
   */
  public HealthServer(int port, BooleanSupplier alive, OperatorMetrics metrics, Executor executor)
      throws IOException {
    server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(executor);
    server.createContext(
        "/healthz",
        exchange -> {
          boolean good = alive.getAsBoolean();
          answer(
              exchange,
              good ? 200 : 503,
              "text/plain",
              good ? "ok\n" : "a watch of the API server is broken\n");
        });
    server.createContext(
        "/metrics",
        exchange ->
            answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
