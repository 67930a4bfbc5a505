package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the deletion of a Pod or of its owner does. */
class PodDeletionTest extends PodScenario {

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
    awaitPod("polite", PodScenario::isReady);
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
    awaitPod("stubborn", PodScenario::isReady);
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
    awaitPod("forced", PodScenario::isReady);
    await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("child")));
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());

    client.pods().inNamespace(namespace).withName("forced").withGracePeriod(0).delete();

    await().atMost(LIMIT).until(() -> runner.process("forced").isEmpty());
    await()
        .atMost(LIMIT)
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
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
    awaitPod("owned", PodScenario::isReady);

    client.resource(owner).delete();

    awaitGone("owned");
    assertThat(isReady(awaitPod("free", p -> true))).isTrue();
  }
}
