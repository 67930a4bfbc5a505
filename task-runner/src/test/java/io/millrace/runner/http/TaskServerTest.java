package io.millrace.runner.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.protocol.HttpTaskClient;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskCallException.Kind;
import io.millrace.protocol.TaskPaths;
import io.millrace.protocol.TaskState;
import io.millrace.runner.Assignments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task answers, over real sockets. */
class TaskServerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Map<String, String> START = Map.of("0", "0", "1", "0");

  @TempDir private Path folder;
  private final HttpTaskClient client =
      new HttpTaskClient(Duration.ofSeconds(30), InstantSource.system());
  private final HttpClient http = HttpClient.newHttpClient();
  private ServedTask task;

  @BeforeEach
  void start() throws IOException {
    task = ServedTask.start(folder);
    awaitState(TaskState.READY);
  }

  @AfterEach
  void stop() {
    client.close();
    http.close();
    task.close();
  }

  @Test
  void anAssignmentIsTakenOverAndMayBeRepeated() throws TaskCallException {
    Assignments reading = task.standby().start(START);
    client.assign(task.address(), reading.current());
    client.assign(task.address(), reading.current());

    assertThat(awaitState(TaskState.READING).assignment()).isEqualTo(2);
  }

  @Test
  void case26_aTaskKnowsHowOldItsGenerationIsWhenItsFirstAssignmentComes()
      throws TaskCallException {
    Instant plannedEnd = Instant.now().minus(Duration.ofHours(1));
    Instant maximum = plannedEnd.plus(Duration.ofMinutes(10));
    client.assign(
        task.address(),
        task.standby().bounds(new MessageTimeBounds(null, maximum)).start(START).current());

    task.stream()
        .append(0, "{\"time\": \"%s\", \"page\": \"a\", \"n\": 1}".formatted(Instant.now()));

    awaitReport(report -> report.counters().processed() == 1);
  }

  @Test
  void anOlderAssignmentIsRefusedWith409() throws TaskCallException {
    Assignments reading = task.standby().start(START);
    client.assign(task.address(), reading.current());

    assertKind(
        Kind.REFUSED_AS_OLDER, () -> client.assign(task.address(), task.standby().current()));
    assertKind(
        Kind.REFUSED_AS_OLDER,
        () -> client.assign(task.address(), Assignments.standby(3, 3, "stream").current()));
    assertKind(
        Kind.REFUSED_AS_OLDER,
        () -> client.assign(task.address(), Assignments.standby(2, 4, "stream").current()));
  }

  @Test
  void anAssignmentThatContradictsItselfIsRejected() {
    assertKind(
        Kind.REJECTED,
        () ->
            client.assign(
                task.address(), task.standby().start(START).end(Map.of("0", "5")).current()));
  }

  @Test
  void withoutTheTokenNothingIsAnswered() throws Exception {
    TaskAddress stranger =
        new TaskAddress(task.address().base(), task.address().podUid(), "another token");
    assertKind(Kind.UNAUTHORISED, () -> client.report(stranger, 0, Duration.ZERO));
    assertKind(
        Kind.UNAUTHORISED, () -> client.assign(stranger, task.standby().stopped().current()));
    for (String path : new String[] {TaskPaths.REPORT, chat("status"), "/druid/v2", "/"}) {
      HttpResponse<String> answer = http.send(get(path).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(401);
    }
    assertThat(awaitState(TaskState.READY).assignment()).isZero();
  }

  @Test
  void aCallForAnotherPodIsRefusedWith421() {
    TaskAddress before =
        new TaskAddress(task.address().base(), "the Pod before", task.address().token());

    assertKind(Kind.OTHER_POD, () -> client.report(before, 0, Duration.ZERO));
    assertKind(Kind.OTHER_POD, () -> client.assign(before, task.standby().current()));
  }

  @Test
  void aLongPollAnswersWhenTheReportChanges() throws Exception {
    Report ready = awaitState(TaskState.READY);
    CompletableFuture<Report> poll =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.report(task.address(), ready.version(), LIMIT);
              } catch (TaskCallException e) {
                throw new IllegalStateException(e);
              }
            });

    client.assign(task.address(), task.standby().start(START).current());

    assertThat(poll.join().version()).isGreaterThan(ready.version());
  }

  @Test
  void aLongPollWithoutNewsEndsWithTheSameVersion() throws TaskCallException {
    Report ready = awaitState(TaskState.READY);
    Instant asked = Instant.now();

    Report same = client.report(task.address(), ready.version(), Duration.ofMillis(300));

    assertThat(same.version()).isEqualTo(ready.version());
    assertThat(Duration.between(asked, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void aPauseTakesEffectDuringAPollThatWaitsForRecords() throws TaskCallException {
    Assignments reading = task.standby().start(START);
    client.assign(task.address(), reading.current());
    awaitState(TaskState.READING);
    Assignments paused = reading.paused();
    client.assign(task.address(), paused.current());

    Report report = awaitState(TaskState.PAUSED);

    assertThat(report.pausedAt()).isEqualTo(paused.current().number());
    assertThat(ServedTask.POLL_TIMEOUT).as("polls outlast this test").isGreaterThan(LIMIT);
  }

  @Test
  void brokenRequestsAreToldWhatIsWrong() throws Exception {
    assertThat(
            send(authorised(TaskPaths.ASSIGNMENT).PUT(BodyPublishers.ofString("{\"number\": []}"))))
        .isEqualTo(400);
    assertThat(
            send(
                authorised(TaskPaths.ASSIGNMENT)
                    .PUT(
                        BodyPublishers.ofByteArray(
                            new byte[AssignmentEndpoint.MAX_BODY_BYTES + 1]))))
        .isEqualTo(413);
    assertThat(
            send(
                authorised(TaskPaths.ASSIGNMENT)
                    .header(TaskPaths.SENT_AT, "yesterday")
                    .PUT(
                        BodyPublishers.ofByteArray(
                            ProtocolJson.write(task.standby().start(START).current())))))
        .isEqualTo(400);
    assertThat(send(authorised(TaskPaths.ASSIGNMENT).GET())).isEqualTo(405);
    assertThat(send(authorised(TaskPaths.REPORT + "?after=many").GET())).isEqualTo(400);
    assertThat(send(authorised(TaskPaths.REPORT + "?after=-1").GET())).isEqualTo(400);
    assertThat(send(authorised("/druid/v2").GET())).isEqualTo(404);
  }

  @Test
  void probesNeedNoToken() throws Exception {
    assertThat(send(get("/healthz/live"))).isEqualTo(200);
    assertThat(send(get("/healthz/ready"))).isEqualTo(200);
    assertThat(send(get("/healthz"))).isEqualTo(200);
    assertThat(send(get("/healthz/other"))).isEqualTo(404);
  }

  @Test
  void aTaskThatIsAboutToBeReadyFailsNoProbe() throws Exception {
    CountDownLatch warm = new CountDownLatch(1);
    try (ServedTask starting = ServedTask.start(folder, () -> awaitQuietly(warm))) {
      URI ready = starting.address().base().resolve("/healthz/ready");
      CompletableFuture<HttpResponse<Void>> probe =
          http.sendAsync(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding());
      HttpRequest live =
          HttpRequest.newBuilder(starting.address().base().resolve("/healthz/live")).build();
      assertThat(http.send(live, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      assertThat(probe).isNotDone();

      warm.countDown();

      assertThat(probe.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aTaskThatDoesNotGetReadySaysSoWithinTheTimeOfAProbe() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (ServedTask starting = ServedTask.start(folder, () -> awaitQuietly(never))) {
      HttpRequest ready =
          HttpRequest.newBuilder(starting.address().base().resolve("/healthz"))
              .timeout(Duration.ofSeconds(20))
              .build();

      HttpResponse<String> answer = http.send(ready, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body().strip()).isIn("NOT_STARTED", "STARTING");
    } finally {
      never.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void druidsReadingEndpointsAnswerAsDruidDoes() throws Exception {
    Assignments reading = task.standby().start(START);
    client.assign(task.address(), reading.current());
    task.stream()
        .append(0, "{\"time\": \"2026-01-01T00:00:00Z\", \"page\": \"a\", \"n\": 1}", "bad");
    awaitReport(report -> report.counters().records() == 2);

    assertThat(json("status").asText()).isEqualTo("READING");
    assertThat(json("offsets/current").toString()).isEqualTo("{\"0\":2,\"1\":0}");
    assertThat(json("offsets/end").path("1").asLong()).isEqualTo(Long.MAX_VALUE);
    assertThat(json("checkpoints").toString()).isEqualTo("{\"0\":{\"0\":0,\"1\":0}}");
    JsonNode totals = json("rowStats").at("/totals/buildSegments");
    assertThat(totals.path("processed").asLong()).isEqualTo(1);
    assertThat(totals.path("unparseable").asLong()).isEqualTo(1);
    assertThat(json("rowStats").at("/movingAverages/buildSegments/5m/processed").isNumber())
        .isTrue();
    assertThat(json("unparseableEvents").get(0).path("input").asText()).isEqualTo("bad");
    assertThat(Instant.parse(json("time/start").asText())).isBefore(Instant.now());
    assertThat(send(authorised(chat("pause")).POST(BodyPublishers.noBody()))).isEqualTo(405);
    assertThat(send(authorised(TaskPaths.CHAT + "another/status").GET())).isEqualTo(404);
  }

  @Test
  void metricsCarryDruidsNamesAndLabels() throws Exception {
    client.assign(task.address(), task.standby().start(START).current());
    task.stream().append(0, "{\"time\": \"2026-01-01T00:00:00Z\", \"page\": \"a\", \"n\": 1}");
    awaitReport(report -> report.counters().records() == 1);

    String metrics = http.send(get(TaskPaths.METRICS).build(), BodyHandlers.ofString()).body();

    assertThat(metrics)
        .containsPattern(
            "ingest_events_processed_total\\{dataSource=\"events\",groupId=\"2\",supervisorId=\"events\",taskId=\"events-2-4-0\"} 1\\.0")
        .contains(
            "ingest_events_thrownAway_total", "reason=\"filtered\"", "ingest_input_bytes_total")
        .containsPattern("millrace_task_state\\{.*state=\"READING\".*} 1\\.0");
  }

  private Report awaitState(TaskState state) {
    return awaitReport(report -> report.state() == state);
  }

  private Report awaitReport(java.util.function.Predicate<Report> hope) {
    return await().atMost(LIMIT).until(() -> client.report(task.address(), 0, Duration.ZERO), hope);
  }

  private static void assertKind(Kind kind, ThrowingCallable call) {
    assertThatExceptionOfType(TaskCallException.class)
        .isThrownBy(call)
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  private JsonNode json(String endpoint) throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(http.send(authorised(chat(endpoint)).build(), BodyHandlers.ofString()).body());
  }

  private static String chat(String endpoint) {
    return TaskPaths.CHAT + "events-2-4-0/" + endpoint;
  }

  private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpRequest.Builder authorised(String path) {
    return get(path).header(TaskPaths.AUTHORIZATION, "Bearer " + task.address().token());
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(task.address().base().resolve(path));
  }
}
