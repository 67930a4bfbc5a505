package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.millrace.protocol.TaskCallException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server on a real socket that answers what the test says. */
class HttpTaskClientTest {

  private static final String TOKEN = "very-secret";

  private final HttpTaskClient client =
      new HttpTaskClient(Duration.ofSeconds(30), InstantSource.system());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> sentAt = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void anAssignmentArrivesAsItWasSentWithTokenAndPod() throws TaskCallException {
    answer(204, new byte[0]);

    client.assign(task(), assignment());

    assertThat(asked)
        .containsExactly(
            "PUT /millrace/v1/assignment Bearer very-secret pod-1 "
                + new String(ProtocolJson.write(assignment()), StandardCharsets.UTF_8));
  }

  @Test
  void case26_anAssignmentSaysWhenItWasSent() throws TaskCallException {
    answer(204, new byte[0]);
    Instant now = Instant.parse("2026-01-01T10:00:00.123Z");

    try (HttpTaskClient punctual = new HttpTaskClient(Duration.ofSeconds(30), () -> now)) {
      punctual.assign(task(), assignment());
    }

    assertThat(sentAt).containsExactly("2026-01-01T10:00:00.123Z");
  }

  @Test
  void aReportComesBackAsItWasWritten() throws TaskCallException {
    answer(200, ProtocolJson.write(report()));

    assertThat(client.report(task(), 7, Duration.ofMillis(1_500))).isEqualTo(report());
    assertThat(asked)
        .containsExactly(
            "GET /millrace/v1/report?after=7&timeoutMillis=1500 Bearer very-secret pod-1 ");
  }

  @ParameterizedTest
  @CsvSource({
    "400, REJECTED",
    "401, UNAUTHORISED",
    "409, REFUSED_AS_OLDER",
    "421, OTHER_POD",
    "404, UNEXPECTED",
    "500, UNEXPECTED"
  })
  void everyRefusalHasItsKindAndQuotesTheTask(int status, Kind kind) {
    answer(status, "because".getBytes(StandardCharsets.UTF_8));

    assertFails(kind, () -> client.assign(task(), assignment())).withMessageContaining("because");
    assertFails(kind, () -> client.report(task(), 0, Duration.ZERO))
        .withMessageContaining("pod-1")
        .withMessageNotContaining(TOKEN);
  }

  @Test
  void somethingThatIsNotAReportIsUnexpected() {
    answer(200, "<html>".getBytes(StandardCharsets.UTF_8));

    assertFails(Kind.UNEXPECTED, () -> client.report(task(), 0, Duration.ZERO));
  }

  @Test
  void aPortWhereNobodyListensIsUnreachable() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertFails(
        Kind.UNREACHABLE,
        () -> client.report(TaskAddress.http("127.0.0.1", free, "pod-1", TOKEN), 0, Duration.ZERO));
  }

  @Test
  void aTaskThatBeginsToAnswerAndFallsSilentIsUnreachable() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        });
    Instant asked = Instant.now();
    try (HttpTaskClient impatient =
        new HttpTaskClient(Duration.ofMillis(500), InstantSource.system())) {
      assertFails(Kind.UNREACHABLE, () -> impatient.report(task(), 0, Duration.ZERO));
    }
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void eachSupervisorsTasksHaveTheirOwnTimeToAnswer() {
    server.createContext("/", exchange -> {});
    Instant asked = Instant.now();

    assertFails(
            Kind.UNREACHABLE,
            () ->
                client
                    .within(() -> Duration.ofMillis(300))
                    .report(task(), 0, Duration.ofMillis(200)))
        .withMessageContaining("PT0.5S");
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void anEndlessAnswerIsCutOff() {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] megabyte = new byte[1 << 20];
          for (int i = 0; i <= HttpTaskClient.MAX_ANSWER_BYTES >> 20; i++) {
            exchange.getResponseBody().write(megabyte);
          }
          exchange.close();
        });

    assertFails(Kind.UNREACHABLE, () -> client.report(task(), 0, Duration.ZERO))
        .withMessageContaining("longer than");
  }

  @Test
  void theTokenIsNotShown() {
    assertThat(task().toString()).doesNotContain(TOKEN).contains("pod-1");
  }

  @Test
  void anAddressOfIpVersionSixIsPutInBrackets() {
    assertThat(TaskAddress.http("fd00::7", 8100, "pod-1", TOKEN).base())
        .hasToString("http://[fd00::7]:8100");
  }

  private org.assertj.core.api.ThrowableAssertAlternative<TaskCallException> assertFails(
      Kind kind, ThrowingCallable call) {
    var failure = assertThatExceptionOfType(TaskCallException.class).isThrownBy(call);
    failure.satisfies(thrown -> assertThat(thrown.kind()).isEqualTo(kind));
    return failure;
  }

  private void answer(int status, byte[] body) {
    HttpHandler handler =
        exchange -> {
          asked.add(describe(exchange));
          sentAt.addAll(exchange.getRequestHeaders().getOrDefault(TaskPaths.SENT_AT, List.of()));
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        };
    server.createContext("/", handler);
  }

  private static String describe(HttpExchange exchange) throws IOException {
    return "%s %s %s %s %s"
        .formatted(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            exchange.getRequestHeaders().getFirst(TaskPaths.AUTHORIZATION),
            exchange.getRequestHeaders().getFirst(TaskPaths.POD_UID),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private TaskAddress task() {
    return TaskAddress.http("127.0.0.1", server.getAddress().getPort(), "pod-1", TOKEN);
  }

  private static Assignment assignment() {
    return new Assignment(
        1,
        7,
        2,
        3,
        "cluster{topic=id}",
        Map.of("0", "5"),
        List.of(Map.of("0", "9")),
        null,
        true,
        Duration.ofSeconds(20),
        new Acknowledged(Map.of("0", "5"), List.of("path")),
        new MessageTimeBounds(Instant.EPOCH, null),
        false);
  }

  private static Report report() {
    return new Report(
        1,
        "pod-1",
        9,
        TaskState.PAUSED,
        7,
        3,
        7L,
        false,
        Map.of("0", "5"),
        Map.of("0", "8"),
        List.of(),
        Map.of("0", "7"),
        Instant.EPOCH,
        1,
        new RowCounters(3, 2, 0, Map.of("null", 1L), 0, 300),
        -1,
        Instant.EPOCH,
        List.of(new TaskError(Instant.EPOCH, "Word", "what happened")));
  }
}
