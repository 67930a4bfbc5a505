package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the task Pods that is the user's. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.labels) || !self.labels.exists(k, k.startsWith('millrace.io/'))",
    message = "labels under millrace.io/ are the operator's",
    fieldPath = ".labels")
@ValidationRule(
    value = "!has(self.annotations) || !self.annotations.exists(k, k.startsWith('millrace.io/'))",
    message = "annotations under millrace.io/ are the operator's",
    fieldPath = ".annotations")
public record TaskTemplate(
    @JsonPropertyDescription(
            "Resources of the task's container. Fields as in kubectl explain pod.spec.containers.resources. Default: 500m CPU and 2Gi memory requested, memory limited to 2Gi.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription("Labels of the nodes that tasks may run on.")
        Map<String, String> nodeSelector,
    @JsonPropertyDescription(
            "Taints of nodes that tasks tolerate. Fields as in kubectl explain pod.spec.tolerations.")
        List<Toleration> tolerations,
    @JsonPropertyDescription(
            "Affinity of the Pods, beside the anti-affinity between replicas that replicaAntiAffinity is about. Fields as in kubectl explain pod.spec.affinity.")
        @Nullable Affinity affinity,
    @JsonPropertyDescription(
            "Whether replicas that read the same may run on one node. Preferred: they do where no other node has room. Required: never; a replica that finds no node of its own waits. Default: Preferred.")
        @Nullable ReplicaAntiAffinity replicaAntiAffinity,
    @JsonPropertyDescription(
            "Environment variables of the task's container; names that begin with MILLRACE_ are the operator's. Fields as in kubectl explain pod.spec.containers.env.")
        List<EnvVar> env,
    @JsonPropertyDescription(
            "Sources of environment variables of the task's container. Fields as in kubectl explain pod.spec.containers.envFrom.")
        List<EnvFromSource> envFrom,
    @JsonPropertyDescription(
            "Volumes of the Pods; the names spec, token, scratch, tmp and deep-storage are the operator's. Fields as in kubectl explain pod.spec.volumes.")
        List<Volume> volumes,
    @JsonPropertyDescription(
            "Mounts of the task's container. Fields as in kubectl explain pod.spec.containers.volumeMounts.")
        List<VolumeMount> volumeMounts,
    @JsonPropertyDescription("Labels of the Pods. Those under millrace.io/ are the operator's.")
        Map<String, String> labels,
    @JsonPropertyDescription(
            "Annotations of the Pods. Those under millrace.io/ are the operator's.")
        Map<String, String> annotations,
    @JsonPropertyDescription("Priority class of the Pods.") @Size(min = 1, max = 253)
        @Nullable String priorityClassName,
    @JsonPropertyDescription(
            "Service account that the Pods run as, for a cloud role that is bound to it. They get no token of the Kubernetes API all the same, only what the cloud's own webhook adds. It must exist in the namespace of the resource. Default: the namespace's default one.")
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
        @Nullable String serviceAccountName,
    @JsonPropertyDescription("Options of the task's JVM, after the operator's own.")
        List<String> jvmOptions,
    @JsonPropertyDescription(
            "Time that a task has to write down what it has read when its Pod is stopped, in seconds.")
        @Default("300")
        @Min(1)
        @Nullable Long terminationGracePeriodSeconds) {

  public TaskTemplate {
    nodeSelector = Absent.asEmpty(nodeSelector);
    tolerations = Absent.asEmpty(tolerations);
    env = Absent.asEmpty(env);
    envFrom = Absent.asEmpty(envFrom);
    volumes = Absent.asEmpty(volumes);
    volumeMounts = Absent.asEmpty(volumeMounts);
    labels = Absent.asEmpty(labels);
    annotations = Absent.asEmpty(annotations);
    jvmOptions = Absent.asEmpty(jvmOptions);
  }
}
