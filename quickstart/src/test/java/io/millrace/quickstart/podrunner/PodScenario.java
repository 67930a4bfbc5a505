package io.millrace.quickstart.podrunner;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerState;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A Pod runner on each kind of API server, with a namespace of its own. */
@ParameterizedClass
@EnumSource(TestApiServers.class)
abstract class PodScenario {

  static final Duration LIMIT = Duration.ofSeconds(60);

  @Parameter TestApiServers server = TestApiServers.MOCK;

  @TempDir Path folder;

  final String namespace = "pods-" + UUID.randomUUID().toString().substring(0, 8);
  KubernetesClient client;
  PodRunner runner;

  @BeforeEach
  void start() {
    client = server.sharedOrSkipped().newClient();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    runner = newRunner();
    runner.start();
  }

  /** Nothing was started where the test was skipped. */
  @AfterEach
  void stop() {
    if (runner != null) {
      runner.close();
      client.close();
    }
  }

  final PodRunner newRunner() {
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

  final void secret(String name, String key, String value) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withData(
                    Map.of(
                        key,
                        Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))))
                .build())
        .create();
  }

  final void create(Pod pod) {
    client.pods().inNamespace(namespace).resource(pod).create();
  }

  final Pod pod(String name, String script) {
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

  final Pod awaitPod(String name, Predicate<Pod> condition) {
    return await("Pod " + name)
        .atMost(LIMIT)
        .until(
            () -> client.pods().inNamespace(namespace).withName(name).get(),
            pod -> pod != null && pod.getStatus() != null && condition.test(pod));
  }

  final void awaitGone(String name) {
    await("end of Pod " + name)
        .atMost(LIMIT)
        .until(() -> client.pods().inNamespace(namespace).withName(name).get() == null);
  }

  static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .map(PodCondition::getStatus)
        .anyMatch("True"::equals);
  }

  static ContainerState state(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getState();
  }
}
