package io.millrace.quickstart.podrunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a container finds: its environment and its volumes. */
class PodSurroundingsTest extends PodScenario {

  @Test
  void environmentIsResolvedAsInACluster() throws Exception {
    secret("credentials", "password", "pw");
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
}
