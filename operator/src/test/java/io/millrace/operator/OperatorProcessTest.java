package io.millrace.operator;

import static io.millrace.operator.testing.ServedNamespace.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.operator.config.ConfigurationException;
import io.millrace.operator.config.OperatorConfiguration;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.testing.CountedWrites;
import io.millrace.operator.testing.FakeTasks;
import io.millrace.operator.testing.RealApiServer;
import io.millrace.operator.testing.ServedNamespace;
import io.millrace.operator.testing.Supervisors;
import io.millrace.streams.testing.FakeStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole process against a real API server, with the shipped Role and no other rights. */
class OperatorProcessTest {

  private final RealApiServer server = RealApiServer.instance();
  private final FakeStream stream = new FakeStream("events", 4);
  private final FakeDeepStorage storage = new FakeDeepStorage();
  private final FakeTasks tasks = new FakeTasks();
  private final CountedWrites writes = new CountedWrites();
  private final ServedNamespace namespace =
      new ServedNamespace(server.admin(), server.createNamespace(), tasks);
  private final CountedWrites otherWrites = new CountedWrites();
  private final KubernetesClient client = server.asOperator(namespace.name(), writes);
  private final KubernetesClient other = server.asOperator(namespace.name(), otherWrites);
  private final List<OperatorProcess> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(OperatorProcess::close);
    client.close();
    other.close();
  }

  @Test
  void case37TheFinalizerIsThereBeforeAnythingIsCreated() throws Exception {
    start(Map.of());
    namespace.create(Supervisors.goodSpec());
    eventually(() -> assertThat(namespace.pods()).hasSize(2));

    assertThat(namespace.supervisor().get().getMetadata().getFinalizers()).isNotEmpty();
    assertThat(writes.writes().getFirst()).matches("PATCH .*/streamsupervisors/events");
  }

  @Test
  void aSupervisorComesToReadWithTheShippedRoleAndRestrictedPods() throws Exception {
    OperatorProcess process = start(Map.of());
    namespace.create(Supervisors.goodSpec());

    eventually(() -> assertThat(namespace.pods()).hasSize(2));
    namespace.runPods();
    eventually(() -> assertThat(status("Ready")).isEqualTo("True"));

    StreamSupervisor resource = namespace.supervisor().get();
    assertThat(resource.getMetadata().getFinalizers()).containsExactly("millrace.io/publish");
    assertThat(namespace.status().detailedState()).isEqualTo("RUNNING");
    assertThat(namespace.pods()).allSatisfy(OperatorProcessTest::hasNoToken);
    assertThat(
            server
                .admin()
                .apps()
                .controllerRevisions()
                .inNamespace(namespace.name())
                .list()
                .getItems())
        .singleElement()
        .satisfies(
            revision ->
                assertThat(revision.getMetadata().getName())
                    .isEqualTo(namespace.status().acceptedRevision()));
    assertThat(get(process, "/healthz")).isEqualTo("ok\n");
    assertThat(get(process, "/metrics"))
        .contains(
            "ingest_kafka_lag{",
            "ingest_kafka_partitionLag{",
            "millrace_run_loop_seconds_count{",
            "millrace_commits{");
    eventually(
        () ->
            assertThat(namespace.events())
                .anyMatch(event -> event.startsWith("BaselineRecorded: ")));
  }

  @Test
  void aSteadySupervisorMakesNoWritesToTheApiServer() throws Exception {
    running();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> isQuietFor(Duration.ofSeconds(2)));

    assertThat(isQuietFor(Duration.ofSeconds(5))).as("writes: %s", writes.writes()).isTrue();
  }

  @Test
  void case20AnInvalidSpecKeepsTheLastGoodOneRunningAlsoInTheNextProcess() throws Exception {
    OperatorProcess first = running();
    List<String> pods = namespace.pods().stream().map(pod -> pod.getMetadata().getUid()).toList();
    String revision = namespace.status().acceptedRevision();

    namespace.edit(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("useEarliestOfset", true)));
    eventually(() -> assertThat(status("SpecAccepted")).isEqualTo("False"));
    first.close();
    start(Map.of());
    namespace.deletePod("events-0-0-0");

    eventually(() -> assertThat(namespace.pods()).hasSize(2));
    assertThat(namespace.status().acceptedRevision()).isEqualTo(revision);
    assertThat(status("Ready")).isEqualTo("False");
    assertThat(namespace.condition("Stalled").map(Condition::getReason)).contains("SpecRejected");
    assertThat(namespace.pods())
        .extracting(pod -> pod.getMetadata().getUid())
        .contains(pods.get(1));
    assertThat(namespace.events())
        .anyMatch(
            event -> event.startsWith("SpecRejected: ") && event.contains("useEarliestOffset"));
  }

  @Test
  void case37ASuspendedSupervisorStopsReading() throws Exception {
    running();

    namespace.edit(Supervisors.edited(spec -> spec.put("suspend", true)));

    eventually(() -> assertThat(namespace.status().state()).isEqualTo("SUSPENDED"));
    eventually(
        () ->
            assertThat(namespace.pods())
                .allSatisfy(
                    pod ->
                        assertThat(tasks.assigned(pod.getMetadata().getUid()))
                            .last()
                            .matches(assignment -> assignment.paused())));
  }

  @Test
  void anAnnotationMakesTaskGroupsHandOffEarly() throws Exception {
    running();

    namespace.edit(
        resource -> resource.getMetadata().setAnnotations(Map.of(EarlyHandoff.ANNOTATION, "7/1")));

    eventually(
        () ->
            assertThat(namespace.pods())
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactlyInAnyOrder("events-0-0-0", "events-1-0-0", "events-1-1-0"));
    assertThat(namespace.status().handoff())
        .satisfies(handoff -> assertThat(handoff.ending()).isEqualTo(Map.of("1", 0)));
    eventually(
        () -> assertThat(namespace.events()).anyMatch(event -> event.startsWith("EarlyHandoff: ")));
  }

  @Test
  void case40ADeletionEndsWithinTheTimeoutAlthoughNoTaskAnswers() throws Exception {
    start(Map.of("MILLRACE_DELETION_TIMEOUT", "PT3S"));
    namespace.create(Supervisors.goodSpec());
    eventually(() -> assertThat(namespace.pods()).hasSize(2));
    namespace.runPods();
    eventually(() -> assertThat(status("Ready")).isEqualTo("True"));
    namespace.pods().forEach(pod -> tasks.fallSilent(pod.getMetadata().getUid()));
    stream.goDown();

    namespace.supervisor().delete();

    eventually(() -> assertThat(namespace.supervisor().get()).isNull());
    assertThat(namespace.events()).anyMatch(event -> event.startsWith("ReleasedUnpublished: "));
  }

  @Test
  void case36OnlyTheHolderOfTheLeaseWorksAndAnotherTakesOverAsSoonAsItIsGivenBack()
      throws Exception {
    Map<String, String> lease =
        Map.of(
            "MILLRACE_LEASE_DURATION", "PT1H",
            "MILLRACE_LEASE_RENEW_DEADLINE", "PT30S",
            "MILLRACE_LEASE_RETRY_PERIOD", "PT0.5S");
    OperatorProcess first = start(lease);
    namespace.create(Supervisors.goodSpec());
    eventually(() -> assertThat(namespace.pods()).hasSize(2));
    String holder = holderOfTheLease();
    assertThat(holder).isNotNull();
    start(lease, other);
    Awaitility.await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> Objects.equals(holder, holderOfTheLease()));
    assertThat(otherWrites.writes()).as("only one works").isEmpty();

    first.close();
    eventually(() -> assertThat(holderOfTheLease()).isNotEqualTo(holder));
    namespace.deletePod("events-1-0-0");

    eventually(() -> assertThat(namespace.pods()).hasSize(2));
  }

  private @Nullable String holderOfTheLease() {
    return server
        .admin()
        .leases()
        .inNamespace(namespace.name())
        .withName("millrace-operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  private OperatorProcess running() throws Exception {
    OperatorProcess process = start(Map.of());
    namespace.create(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskDuration", "PT1H")));
    eventually(() -> assertThat(namespace.pods()).hasSize(2));
    namespace.runPods();
    eventually(() -> assertThat(status("Ready")).isEqualTo("True"));
    return process;
  }

  private OperatorProcess start(Map<String, String> more)
      throws ConfigurationException, IOException {
    return start(more, client);
  }

  private OperatorProcess start(Map<String, String> more, KubernetesClient of)
      throws ConfigurationException, IOException {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "MILLRACE_NAMESPACE", namespace.name(),
                "MILLRACE_TASK_IMAGE", "millrace:test",
                "MILLRACE_HTTP_PORT", "0",
                "MILLRACE_DEEP_STORAGE_TYPE", "local",
                "MILLRACE_DEEP_STORAGE_CLAIM", "deep",
                "MILLRACE_DEEP_STORAGE_DIR", "/deep"));
    environment.putAll(more);
    OperatorProcess process =
        new OperatorProcess(
            OperatorConfiguration.parse(environment),
            of,
            secrets ->
                new OperatorProcess.Outside(
                    (where, io) -> stream.metadata(), (where, place) -> storage, tasks, () -> {}),
            () -> {});
    processes.add(process);
    process.start();
    return process;
  }

  private boolean isQuietFor(Duration time) throws InterruptedException {
    int before = writes.writes().size();
    Awaitility.await().pollDelay(time).until(() -> true);
    return writes.writes().size() == before;
  }

  private String status(String type) {
    return namespace.condition(type).map(Condition::getStatus).orElse("absent");
  }

  private static void hasNoToken(Pod pod) {
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getVolumes())
        .noneMatch(volume -> volume.getName().startsWith("kube-api-access"));
  }

  private static String get(OperatorProcess process, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(process.httpPort(), path)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
