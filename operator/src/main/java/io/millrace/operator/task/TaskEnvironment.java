package io.millrace.operator.task;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.PropertyValue;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.crds.v1alpha1.SecretValue;
import io.millrace.crds.v1alpha1.TaskTemplate;
import io.millrace.protocol.SecretVariables;
import io.millrace.protocol.TaskVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The variables by which a task learns who it is and where its files are. */
final class TaskEnvironment {

  static final String SPEC_FOLDER = "/etc/millrace/spec";
  static final String TOKEN_FOLDER = "/etc/millrace/token";
  static final String DEEP_STORAGE_FOLDER = "/var/lib/millrace/deep-storage";

  private final List<EnvVar> variables = new ArrayList<>();

  private TaskEnvironment() {}

  static List<EnvVar> of(TaskPod pod, int port, long graceSeconds) {
    TaskEnvironment environment = new TaskEnvironment();
    TaskTemplate template = pod.spec().spec().taskTemplate();
    if (template != null) {
      environment.variables.addAll(template.env());
    }
    environment.identity(pod);
    environment.field(TaskVariables.POD_NAME, "metadata.name");
    environment.field(TaskVariables.POD_UID, "metadata.uid");
    environment.field(TaskVariables.POD_IP, "status.podIP");
    environment.value(TaskVariables.PORT, Integer.toString(port));
    environment.value(TaskVariables.GRACE_SECONDS, Long.toString(graceSeconds));
    environment.value(TaskVariables.SPEC_FILE, SPEC_FOLDER + "/spec.json");
    environment.value(TaskVariables.TOKEN_FILE, TOKEN_FOLDER + "/token");
    environment.value(TaskVariables.WORK_DIR, TaskCommand.SCRATCH);
    environment.value(TaskVariables.TERMINATION_LOG, "/dev/termination-log");
    environment.deepStorage(pod.spec().deepStorage());
    environment.secrets(pod);
    return environment.variables;
  }

  private void identity(TaskPod pod) {
    value(TaskVariables.SUPERVISOR_UID, pod.supervisorUid());
    value(TaskVariables.NAMESPACE, pod.namespace());
    value(TaskVariables.SUPERVISOR, pod.name().supervisor());
    value(TaskVariables.GROUP, Integer.toString(pod.name().group()));
    value(TaskVariables.GENERATION, Integer.toString(pod.name().generation()));
    value(TaskVariables.EPOCH, Long.toString(pod.epoch()));
    value(TaskVariables.REPLICAS, Integer.toString(pod.replicas()));
  }

  private void deepStorage(DeepStorage storage) {
    S3Storage s3 = storage.s3();
    if (storage.type() == DeepStorage.Type.LOCAL) {
      value(TaskVariables.DEEP_STORAGE_DIR, DEEP_STORAGE_FOLDER);
    } else if (s3 != null) {
      secret(SecretVariables.S3_ACCESS_KEY_ID, s3.accessKeyId());
      secret(SecretVariables.S3_SECRET_ACCESS_KEY, s3.secretAccessKey());
    }
  }

  private void secrets(TaskPod pod) {
    new TreeMap<>(pod.spec().spec().ioConfig().consumerProperties())
        .forEach(
            (property, value) -> {
              if (value instanceof PropertyValue.FromSecret secret) {
                secret(SecretVariables.consumerProperty(property), secret.secretKeyRef());
              }
            });
  }

  private void secret(String name, @Nullable SecretValue value) {
    if (value != null) {
      secret(name, value.secretKeyRef());
    }
  }

  private void secret(String name, SecretKeyRef reference) {
    variables.add(
        new EnvVarBuilder()
            .withName(name)
            .withNewValueFrom()
            .withNewSecretKeyRef(reference.key(), reference.name(), false)
            .endValueFrom()
            .build());
  }

  private void field(String name, String path) {
    variables.add(
        new EnvVarBuilder()
            .withName(name)
            .withNewValueFrom()
            .withNewFieldRef("v1", path)
            .endValueFrom()
            .build());
  }

  private void value(String name, String value) {
    variables.add(new EnvVar(name, value, null));
  }
}
