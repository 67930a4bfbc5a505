package io.millrace.protocol;

import io.millrace.protocol.TaskCallException.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls tasks over HTTP/1.1, past any proxy. Every call ends within its time limit, also when a
 * task begins to answer and falls silent.
 */
public final class HttpTaskClient implements TaskClient, AutoCloseable {

  /** Longest answer that is taken in: a report holds the manifests that are not yet committed. */
  static final int MAX_ANSWER_BYTES = 64 << 20;

  private static final int MAX_QUOTED_CHARACTERS = 500;

  private final HttpClient http;
  private final Supplier<Duration> timeout;
  private final InstantSource clock;

  /**
   * @param timeout limit of one call, without the time that a task may wait by itself
   * @param clock says when an assignment is sent
   */
  public HttpTaskClient(Duration timeout, InstantSource clock) {
    this(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build(),
        () -> timeout,
        clock);
  }

  private HttpTaskClient(HttpClient http, Supplier<Duration> timeout, InstantSource clock) {
    this.http = http;
    this.timeout = timeout;
    this.clock = clock;
  }

  /** Shares the connections of this one, and ends with it. */
  @Override
  public HttpTaskClient within(Supplier<Duration> limit) {
    return new HttpTaskClient(http, limit, clock);
  }

  @Override
  public void assign(TaskAddress task, Assignment assignment) throws TaskCallException {
    HttpRequest request =
        request(task, TaskPaths.ASSIGNMENT)
            .header("Content-Type", "application/json")
            .header(TaskPaths.SENT_AT, clock.instant().toString())
            .PUT(BodyPublishers.ofByteArray(ProtocolJson.write(assignment)))
            .build();
    HttpResponse<byte[]> answer = send(task, request, timeout.get());
    if (answer.statusCode() != 204) {
      throw refusal(task, request, answer);
    }
  }

  @Override
  public Report report(TaskAddress task, long after, Duration wait) throws TaskCallException {
    String query = "?after=%d&timeoutMillis=%d".formatted(after, wait.toMillis());
    HttpRequest request = request(task, TaskPaths.REPORT + query).GET().build();
    HttpResponse<byte[]> answer = send(task, request, timeout.get().plus(wait));
    if (answer.statusCode() != 200) {
      throw refusal(task, request, answer);
    }
    try {
      return ProtocolJson.read(answer.body(), Report.class);
    } catch (IOException e) {
      throw failure(
          Kind.UNEXPECTED, task, request, "answered something that is not a report: " + e, e);
    }
  }

  /** Breaks off calls that are under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private static HttpRequest.Builder request(TaskAddress task, String path) {
    return HttpRequest.newBuilder(task.base().resolve(path))
        .header(TaskPaths.AUTHORIZATION, "Bearer " + task.token())
        .header(TaskPaths.POD_UID, task.podUid());
  }

  private HttpResponse<byte[]> send(TaskAddress task, HttpRequest request, Duration limit)
      throws TaskCallException {
    CompletableFuture<HttpResponse<byte[]>> call =
        http.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
    try {
      return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      throw failure(Kind.UNREACHABLE, task, request, "no complete answer within " + limit, e);
    } catch (ExecutionException e) {
      throw failure(Kind.UNREACHABLE, task, request, String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw failure(Kind.UNREACHABLE, task, request, "the call was interrupted", e);
    }
  }

  private static TaskCallException refusal(
      TaskAddress task, HttpRequest request, HttpResponse<byte[]> answer) {
    Kind kind =
        switch (answer.statusCode()) {
          case 400 -> Kind.REJECTED;
          case 401 -> Kind.UNAUTHORISED;
          case 409 -> Kind.REFUSED_AS_OLDER;
          case 421 -> Kind.OTHER_POD;
          default -> Kind.UNEXPECTED;
        };
    String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
    String quoted = text.substring(0, Math.min(text.length(), MAX_QUOTED_CHARACTERS));
    return failure(kind, task, request, "answered " + answer.statusCode() + " " + quoted, null);
  }

  private static TaskCallException failure(
      Kind kind, TaskAddress task, HttpRequest request, String found, @Nullable Throwable cause) {
    return new TaskCallException(
        kind,
        "%s of Pod %s: %s".formatted(request.method() + " " + request.uri(), task.podUid(), found),
        cause);
  }
}
