package io.millrace.runner.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of a task, one virtual thread per request, so that long polls cost nothing. */
public final class TaskServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TaskServer.class);

  /**
   * Seconds for which an idle connection stays open: longer than the operator's client keeps its
   * own, so that none is closed just when it is used again.
   */
  private static final String IDLE_SECONDS = "120";

  private final HttpServer server;
  private final ExecutorService requests;

  private TaskServer(HttpServer server, ExecutorService requests) {
    this.server = server;
    this.requests = requests;
  }

  /**
   * Begins to answer.
   *
   * @param address where; port 0 for any that is free
   */
  public static TaskServer start(InetSocketAddress address, TaskEndpoints endpoints)
      throws IOException {
    System.setProperty("sun.net.httpserver.idleInterval", IDLE_SECONDS);
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService requests =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    server.setExecutor(requests);
    Map<String, Endpoint> byPath = endpoints.byPath();
    byPath.forEach(
        (path, endpoint) -> server.createContext(path, exchange -> serve(exchange, endpoint)));
    server.start();
    return new TaskServer(server, requests);
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Breaks off what is being answered. */
  @Override
  public void close() {
    server.stop(0);
    requests.shutdownNow();
  }

  private static void serve(HttpExchange exchange, Endpoint endpoint) throws IOException {
    try (exchange) {
      Answer answer = answer(new Request(exchange), endpoint);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      boolean empty = answer.body().length == 0;
      exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
      if (!empty) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private static Answer answer(Request request, Endpoint endpoint) throws IOException {
    try {
      return endpoint.answer(request);
    } catch (BadRequestException e) {
      return Answer.text(e.status(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(503, "the task ends");
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("path", request.path()).setCause(e).log("A request failed");
      return Answer.text(500, "a fault in the task; its log has the details");
    }
  }
}
