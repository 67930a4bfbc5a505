package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.millrace.quickstart.cluster.TestApiServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestApiServers.class)
class PodRunnerTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Parameter TestApiServers server = TestApiServers.BEST;

  @TempDir Path folder;

  private final String namespace = "pods-" + UUID.randomUUID().toString().substring(0, 8);
  private KubernetesClient client;
  private PodRunner runner;

  @BeforeEach
  void start() {
    client = server.server().newClient();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    runner = newRunner();
    runner.start();
  }

  @AfterEach
  void stop() {
    runner.close();
    client.close();
  }

  @Test
  void exitStatusZeroMakesThePodSucceed() throws Exception {
    create(pod("ok", "echo hello; echo -n done > /dev/termination-log"));

    Pod pod = awaitPod("ok", p -> "Succeeded".equals(p.getStatus().getPhase()));

    ContainerState state = state(pod);
    assertThat(state.getTerminated().getExitCode()).isZero();
    assertThat(state.getTerminated().getReason()).isEqualTo("Completed");
    assertThat(state.getTerminated().getMessage()).isEqualTo("done");
    assertThat(Files.readString(folder.resolve("pods/ok.log"))).isEqualTo("hello\n");
  }

  @Test
  void otherExitStatusMakesThePodFail() {
    create(pod("bad", "exit 3"));

    Pod pod = awaitPod("bad", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(3);
    assertThat(state(pod).getTerminated().getReason()).isEqualTo("Error");
  }

  @Test
  void killedContainerFailsWithTheSignalsStatus() {
    create(pod("killed", "sleep 300"));
    awaitPod("killed", PodRunnerTest::isReady);

    runner.process("killed").orElseThrow().destroyForcibly();

    Pod pod = awaitPod("killed", p -> "Failed".equals(p.getStatus().getPhase()));
    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(137);
    assertThat(pod.getStatus().getPodIP()).startsWith("127.");
  }

  @Test
  void deletionSendsSigtermAndWaitsForTheContainer() throws Exception {
    Path seen = folder.resolve("seen");
    create(
        pod(
            "polite",
            "trap 'sleep 1; touch "
                + seen
                + "; exit 0' TERM; touch "
                + folder
                + "/up; while :; do sleep 0.1; done"));
    awaitPod("polite", PodRunnerTest::isReady);
    await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("up")));

    client.pods().inNamespace(namespace).withName("polite").delete();

    awaitGone("polite");
    assertThat(seen).exists();
    assertThat(folder.resolve("pods")).isDirectoryNotContaining("glob:**polite_*");
  }

  @Test
  void containerThatIgnoresSigtermIsKilledAfterTheGracePeriod() throws Exception {
    create(
        new PodBuilder(
                pod(
                    "stubborn",
                    "trap '' TERM; touch " + folder + "/up; while :; do sleep 0.1; done"))
            .editSpec()
            .withTerminationGracePeriodSeconds(1L)
            .endSpec()
            .build());
    awaitPod("stubborn", PodRunnerTest::isReady);
    await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("up")));
    ProcessHandle process = runner.process("stubborn").orElseThrow();

    client.pods().inNamespace(namespace).withName("stubborn").delete();

    awaitGone("stubborn");
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void forcedDeletionKillsAtOnceWithAllThatTheContainerStarted() throws Exception {
    create(
        pod(
            "forced",
            "sleep 301 & echo $! > "
                + folder
                + "/child.part; mv "
                + folder
                + "/child.part "
                + folder
                + "/child; wait"));
    awaitPod("forced", PodRunnerTest::isReady);
    await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("child")));
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());

    client.pods().inNamespace(namespace).withName("forced").withGracePeriod(0).delete();

    await().atMost(LIMIT).until(() -> runner.process("forced").isEmpty());
    await()
        .atMost(LIMIT)
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void podThatWaitsForItsSecretStartsOnceItIsThere() throws Exception {
    create(
        new PodBuilder(pod("waiting", "cat /secrets/token; stat -c %a /secrets/token"))
            .editSpec()
            .addNewVolume()
            .withName("s")
            .withNewSecret()
            .withSecretName("late")
            .endSecret()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("s")
            .withMountPath("/secrets")
            .endVolumeMount()
            .endContainer()
            .endSpec()
            .build());
    Pod pending = awaitPod("waiting", p -> !p.getStatus().getContainerStatuses().isEmpty());
    assertThat(state(pending).getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
    assertThat(state(pending).getWaiting().getMessage()).isEqualTo("secret \"late\" not found");

    secret("late", Map.of("token", "abc\n"));

    awaitPod("waiting", p -> "Succeeded".equals(p.getStatus().getPhase()));
    assertThat(Files.readString(folder.resolve("pods/waiting.log"))).isEqualTo("abc\n600\n");
  }

  @Test
  void podDeletedBeforeItsStartGoesAway() {
    create(
        new PodBuilder(pod("never", "exit 0"))
            .editSpec()
            .editFirstContainer()
            .addNewEnvFrom()
            .withNewConfigMapRef("absent", false)
            .endEnvFrom()
            .endContainer()
            .endSpec()
            .build());
    awaitPod("never", p -> !p.getStatus().getContainerStatuses().isEmpty());

    client.pods().inNamespace(namespace).withName("never").delete();

    awaitGone("never");
    assertThat(folder.resolve("pods/never.log")).doesNotExist();
  }

  @Test
  void unknownImageIsReportedAsAFailedPull() {
    create(
        new PodBuilder(pod("pull", "exit 0"))
            .editSpec()
            .editFirstContainer()
            .withImage("other")
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("pull", p -> !p.getStatus().getContainerStatuses().isEmpty());

    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(state(pod).getWaiting().getReason()).isEqualTo("ErrImagePull");
  }

  @Test
  void unknownProgramFailsThePod() {
    create(
        new PodBuilder(pod("absent", ""))
            .editSpec()
            .editFirstContainer()
            .withCommand("no-such-program")
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("absent", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(128);
    assertThat(state(pod).getTerminated().getReason()).isEqualTo("StartError");
    assertThat(state(pod).getTerminated().getMessage()).contains("no-such-program");
  }

  @Test
  void podThatNeedsMoreThanTheRunnerCanIsRefused() {
    create(
        new PodBuilder(pod("always", "exit 0"))
            .editSpec()
            .withRestartPolicy("Always")
            .endSpec()
            .build());

    Pod pod = awaitPod("always", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(pod.getStatus().getReason()).isEqualTo("UnsupportedPod");
    assertThat(pod.getStatus().getMessage())
        .isEqualTo("spec.restartPolicy is Always; expected Never");
  }

  @Test
  void environmentIsResolvedAsInACluster() throws Exception {
    secret("credentials", Map.of("password", "pw"));
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .withNamespace(namespace)
                .endMetadata()
                .withData(Map.of("A", "1", "B", "2"))
                .build())
        .create();
    create(
        new PodBuilder(pod("env", "env | sort | grep ^T_; ls /opt/millrace"))
            .editMetadata()
            .addToLabels("x/color", "green")
            .endMetadata()
            .editSpec()
            .addNewVolume()
            .withName("scratch")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("scratch")
            .withMountPath("/scratch")
            .endVolumeMount()
            .addNewEnvFrom()
            .withPrefix("T_")
            .withNewConfigMapRef("settings", false)
            .endEnvFrom()
            .addToEnv(
                new EnvVarBuilder()
                    .withName("T_NAME")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "metadata.name")
                    .endValueFrom()
                    .build(),
                new EnvVarBuilder()
                    .withName("T_COLOR")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "metadata.labels['x/color']")
                    .endValueFrom()
                    .build(),
                new EnvVarBuilder()
                    .withName("T_IP")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "status.podIP")
                    .endValueFrom()
                    .build(),
                new EnvVarBuilder()
                    .withName("T_PASSWORD")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("password", "credentials", false)
                    .endValueFrom()
                    .build(),
                new EnvVarBuilder()
                    .withName("T_ALL")
                    .withValue("$(T_NAME)/$(T_A)/$(T_LATER)")
                    .build(),
                new EnvVarBuilder().withName("T_DIR").withValue("/scratch/x").build())
            .endContainer()
            .endSpec()
            .build());

    Pod pod = awaitPod("env", p -> "Succeeded".equals(p.getStatus().getPhase()));

    assertThat(Files.readString(folder.resolve("pods/env.log")))
        .isEqualTo(
            """
            T_A=1
            T_ALL=env/1/$(T_LATER)
            T_B=2
            T_COLOR=green
            T_DIR=%s/pods/env_%s/volumes/scratch/x
            T_IP=%s
            T_NAME=env
            T_PASSWORD=pw
            program
            """
                .formatted(folder, pod.getMetadata().getUid(), pod.getStatus().getPodIP()));
  }

  @Test
  void claimIsSharedAndEmptyDirIsNot() throws Exception {
    create(withVolumes(pod("one", "echo -n x > /claim/f; echo -n y > /empty/f")));
    awaitPod("one", p -> "Succeeded".equals(p.getStatus().getPhase()));
    create(withVolumes(pod("two", "cat /claim/f; ls /empty; cat /info/labels")));

    awaitPod("two", p -> "Succeeded".equals(p.getStatus().getPhase()));

    assertThat(Files.readString(folder.resolve("pods/two.log"))).isEqualTo("xapp=\"two\"");
    assertThat(folder.resolve("claims/shared/f")).hasContent("x");
  }

  @Test
  void readinessFollowsTheProbe() throws Exception {
    Files.writeString(folder.resolve("install/Server.java"), SERVER);
    create(
        new PodBuilder(pod("web", ""))
            .editSpec()
            .editFirstContainer()
            .withCommand(
                "java", "-Xmx32m", "/opt/millrace/Server.java", "$(IP)", "/opt/millrace/healthy")
            .addToEnv(
                new EnvVarBuilder()
                    .withName("IP")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "status.podIP")
                    .endValueFrom()
                    .build())
            .addNewPort()
            .withName("http")
            .withContainerPort(8080)
            .endPort()
            .withNewReadinessProbe()
            .withNewHttpGet()
            .withPath("/healthz")
            .withNewPort("http")
            .endHttpGet()
            .withPeriodSeconds(1)
            .withFailureThreshold(1)
            .endReadinessProbe()
            .endContainer()
            .endSpec()
            .build());
    Pod running = awaitPod("web", p -> "Running".equals(p.getStatus().getPhase()));
    assertThat(isReady(running)).isFalse();

    Files.createFile(folder.resolve("install/healthy"));
    awaitPod("web", PodRunnerTest::isReady);

    Files.delete(folder.resolve("install/healthy"));
    awaitPod("web", p -> !isReady(p));
  }

  @Test
  void podPastItsDeadlineFails() {
    create(
        new PodBuilder(pod("long", "sleep 300"))
            .editSpec()
            .withActiveDeadlineSeconds(1L)
            .endSpec()
            .build());

    Pod pod = awaitPod("long", p -> "Failed".equals(p.getStatus().getPhase()));

    assertThat(pod.getStatus().getReason()).isEqualTo("DeadlineExceeded");
    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(143);
  }

  @Test
  void restartedRunnerReportsWhatItLostAndStartsNothingTwice() {
    create(pod("survivor", "echo started; sleep 300"));
    awaitPod("survivor", PodRunnerTest::isReady);
    ProcessHandle process = runner.process("survivor").orElseThrow();
    await().atMost(LIMIT).until(() -> Files.size(folder.resolve("pods/survivor.log")) > 0);

    runner.close();
    assertThat(process.isAlive()).isFalse();
    runner = newRunner();
    runner.start();

    Pod pod = awaitPod("survivor", p -> "Failed".equals(p.getStatus().getPhase()));
    assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(137);
    assertThat(folder.resolve("pods/survivor.log")).hasContent("started");
    client.pods().inNamespace(namespace).withName("survivor").delete();
    awaitGone("survivor");
  }

  @Test
  void dependentsOfADeletedOwnerAreDeleted() {
    var owner =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("owner")
                    .withNamespace(namespace)
                    .endMetadata()
                    .build())
            .create();
    create(
        new PodBuilder(pod("owned", "sleep 300"))
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("owner")
            .withUid(owner.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .editSpec()
            .withTerminationGracePeriodSeconds(1L)
            .endSpec()
            .build());
    create(pod("free", "sleep 300"));
    awaitPod("owned", PodRunnerTest::isReady);

    client.resource(owner).delete();

    awaitGone("owned");
    assertThat(isReady(awaitPod("free", p -> true))).isTrue();
  }

  private PodRunner newRunner() {
    try {
      Path install = Files.createDirectories(folder.resolve("install"));
      if (!Files.exists(install.resolve("program"))) {
        Files.createFile(install.resolve("program"));
      }
      return new PodRunner(
          client,
          new PodRunnerSettings(namespace, folder, Images.of(Map.of("test", install)), "here"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void secret(String name, Map<String, String> content) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withData(
                    Map.of(
                        content.keySet().iterator().next(),
                        Base64.getEncoder()
                            .encodeToString(
                                content
                                    .values()
                                    .iterator()
                                    .next()
                                    .getBytes(StandardCharsets.UTF_8))))
                .build())
        .create();
  }

  private void create(Pod pod) {
    client.pods().inNamespace(namespace).resource(pod).create();
  }

  private Pod pod(String name, String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(30L)
        .addNewContainer()
        .withName("main")
        .withImage("test")
        .withCommand("sh", "-c", script)
        .endContainer()
        .endSpec()
        .build();
  }

  private static Pod withVolumes(Pod pod) {
    return new PodBuilder(pod)
        .editSpec()
        .addNewVolume()
        .withName("claim")
        .withNewPersistentVolumeClaim("shared", false)
        .endVolume()
        .addNewVolume()
        .withName("empty")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("info")
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("labels")
        .withNewFieldRef("v1", "metadata.labels")
        .endItem()
        .endDownwardAPI()
        .endVolume()
        .editFirstContainer()
        .addNewVolumeMount()
        .withName("claim")
        .withMountPath("/claim")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("empty")
        .withMountPath("/empty")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("info")
        .withMountPath("/info")
        .endVolumeMount()
        .endContainer()
        .endSpec()
        .build();
  }

  private Pod awaitPod(String name, Predicate<Pod> condition) {
    return await("Pod " + name)
        .atMost(LIMIT)
        .until(
            () -> client.pods().inNamespace(namespace).withName(name).get(),
            pod -> pod != null && pod.getStatus() != null && condition.test(pod));
  }

  private void awaitGone(String name) {
    await("end of Pod " + name)
        .atMost(LIMIT)
        .until(() -> client.pods().inNamespace(namespace).withName(name).get() == null);
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(PodCondition::getStatus)
        .anyMatch("True"::equals);
  }

  private static ContainerState state(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getState();
  }

  private static final String SERVER =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.nio.file.Files;
      import java.nio.file.Path;

      public class Server {
        public static void main(String[] args) throws Exception {
          HttpServer server = HttpServer.create(new InetSocketAddress(args[0], 8080), 0);
          server.createContext("/healthz", exchange -> {
            exchange.sendResponseHeaders(Files.exists(Path.of(args[1])) ? 200 : 503, -1);
            exchange.close();
          });
          server.start();
        }
      }
      """;
}
