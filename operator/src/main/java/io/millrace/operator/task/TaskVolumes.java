package io.millrace.operator.task;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.TaskTemplate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task has mounted: its spec, its token, scratch space, and the claim of local deep storage.
 */
final class TaskVolumes {

  private final List<Volume> volumes = new ArrayList<>();
  private final List<VolumeMount> mounts = new ArrayList<>();

  TaskVolumes(TaskPod pod) {
    add(
        new VolumeBuilder()
            .withName("spec")
            .withNewConfigMap()
            .withName(pod.spec().revision())
            .endConfigMap()
            .build(),
        TaskEnvironment.SPEC_FOLDER,
        true);
    add(
        new VolumeBuilder()
            .withName("token")
            .withNewSecret()
            .withSecretName(TaskPods.tokenSecret(pod.name().supervisor()))
            .endSecret()
            .build(),
        TaskEnvironment.TOKEN_FOLDER,
        true);
    add(emptyDir("scratch"), TaskCommand.SCRATCH, false);
    add(emptyDir("tmp"), TaskCommand.TEMPORARY, false);
    LocalStorage local = pod.spec().deepStorage().local();
    if (local != null) {
      add(
          new VolumeBuilder()
              .withName("deep-storage")
              .withNewPersistentVolumeClaim(local.claimName(), false)
              .build(),
          TaskEnvironment.DEEP_STORAGE_FOLDER,
          false);
    }
    TaskTemplate template = pod.spec().spec().taskTemplate();
    if (template != null) {
      volumes.addAll(template.volumes());
      mounts.addAll(template.volumeMounts());
    }
  }

  List<Volume> volumes() {
    return volumes;
  }

  List<VolumeMount> mounts() {
    return mounts;
  }

  private void add(Volume volume, String path, boolean readOnly) {
    volumes.add(volume);
    mounts.add(
        new VolumeMountBuilder()
            .withName(volume.getName())
            .withMountPath(path)
            .withReadOnly(readOnly ? Boolean.TRUE : null)
            .build());
  }

  private static Volume emptyDir(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }
}
