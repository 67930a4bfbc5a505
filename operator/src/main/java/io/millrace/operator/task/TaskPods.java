package io.millrace.operator.task;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.millrace.crds.v1alpha1.ReplicaAntiAffinity;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.TaskTemplate;
import io.millrace.operator.config.OperatorConfiguration.TaskSettings;
import io.millrace.operator.decide.PodName;
import io.millrace.protocol.TaskVariables;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds the Pods of tasks. Pure: the same request makes the same Pod. */
public final class TaskPods {

  /** Name of the container that the task runs in. */
  public static final String CONTAINER = "task";

  private static final long USER = 65_532;

  private final TaskSettings settings;

  public TaskPods(TaskSettings settings) {
    this.settings = settings;
  }

  /** Name of the Secret with the token that tasks of {@code supervisor} are called with. */
  public static String tokenSecret(String supervisor) {
    return supervisor + "-task-token";
  }

  /** What the Pods of a template request and are limited to. */
  public static ResourceRequirements resources(@Nullable TaskTemplate template) {
    return TaskCommand.resources(template);
  }

  public Pod build(TaskPod pod) {
    TaskTemplate template = pod.spec().spec().taskTemplate();
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.name().toString())
        .withNamespace(pod.namespace())
        .withLabels(labels(pod, template))
        .withAnnotations(
            template == null || template.annotations().isEmpty()
                ? null
                : new TreeMap<>(template.annotations()))
        .addNewOwnerReference()
        .withApiVersion(StreamSupervisor.GROUP + "/" + StreamSupervisor.VERSION)
        .withKind(StreamSupervisor.KIND)
        .withName(pod.name().supervisor())
        .withUid(pod.supervisorUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .endOwnerReference()
        .endMetadata()
        .withSpec(spec(pod, template))
        .build();
  }

  private PodSpec spec(TaskPod pod, @Nullable TaskTemplate template) {
    long grace =
        Optional.ofNullable(template)
            .map(TaskTemplate::terminationGracePeriodSeconds)
            .orElse((long) TaskVariables.DEFAULT_GRACE_SECONDS);
    TaskVolumes volumes = new TaskVolumes(pod);
    PodSpecBuilder spec =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(grace)
            .withAffinity(affinity(pod.name(), template))
            .withContainers(container(pod, template, volumes, grace))
            .withVolumes(volumes.volumes())
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(USER)
            .withRunAsGroup(USER)
            .withFsGroup(USER)
            // else a kubelet may walk through all of deep storage before each task
            .withFsGroupChangePolicy("OnRootMismatch")
            .withNewSeccompProfile(null, "RuntimeDefault")
            .endSecurityContext();
    if (template != null) {
      spec.withNodeSelector(template.nodeSelector().isEmpty() ? null : template.nodeSelector())
          .withTolerations(template.tolerations())
          .withPriorityClassName(template.priorityClassName())
          .withServiceAccountName(template.serviceAccountName());
    }
    return spec.build();
  }

  private Container container(
      TaskPod pod, @Nullable TaskTemplate template, TaskVolumes volumes, long grace) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(settings.image())
        .withImagePullPolicy(settings.pullPolicy().orElse(null))
        .withCommand(TaskCommand.of(template, settings.heapPercent()))
        .withEnv(TaskEnvironment.of(pod, settings.port(), grace))
        .withEnvFrom(template == null ? java.util.List.of() : template.envFrom())
        .withResources(TaskCommand.resources(template))
        .withVolumeMounts(volumes.mounts())
        .addNewPort()
        .withName("http")
        .withContainerPort(settings.port())
        .endPort()
        .withStartupProbe(TaskProbes.startup())
        .withReadinessProbe(TaskProbes.readiness())
        .withLivenessProbe(TaskProbes.liveness())
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  private static Map<String, String> labels(TaskPod pod, @Nullable TaskTemplate template) {
    Map<String, String> labels = new TreeMap<>(template == null ? Map.of() : template.labels());
    PodName name = pod.name();
    labels.put("app.kubernetes.io/name", "millrace-task");
    labels.put("app.kubernetes.io/instance", name.supervisor());
    labels.put("app.kubernetes.io/component", "task");
    labels.put("app.kubernetes.io/part-of", "millrace");
    labels.put("app.kubernetes.io/managed-by", "millrace-operator");
    labels.put(TaskLabels.SUPERVISOR, name.supervisor());
    labels.put(TaskLabels.GROUP, Integer.toString(name.group()));
    labels.put(TaskLabels.GENERATION, Integer.toString(name.generation()));
    labels.put(TaskLabels.ATTEMPT, Integer.toString(name.attempt()));
    labels.put(TaskLabels.REVISION, pod.spec().revision());
    labels.put(TaskLabels.EPOCH, Long.toString(pod.epoch()));
    return labels;
  }

  /** What the user says, and apart from other tasks that read the same. */
  private static Affinity affinity(PodName name, @Nullable TaskTemplate template) {
    PodAffinityTerm sameGeneration =
        new PodAffinityTermBuilder()
            .withTopologyKey("kubernetes.io/hostname")
            .withNewLabelSelector()
            .addToMatchLabels(TaskLabels.SUPERVISOR, name.supervisor())
            .addToMatchLabels(TaskLabels.GROUP, Integer.toString(name.group()))
            .addToMatchLabels(TaskLabels.GENERATION, Integer.toString(name.generation()))
            .endLabelSelector()
            .build();
    AffinityBuilder affinity =
        template == null || template.affinity() == null
            ? new AffinityBuilder()
            : new AffinityBuilder(template.affinity());
    return template != null && template.replicaAntiAffinity() == ReplicaAntiAffinity.REQUIRED
        ? affinity
            .editOrNewPodAntiAffinity()
            .addToRequiredDuringSchedulingIgnoredDuringExecution(sameGeneration)
            .endPodAntiAffinity()
            .build()
        : affinity
            .editOrNewPodAntiAffinity()
            .addToPreferredDuringSchedulingIgnoredDuringExecution(
                new WeightedPodAffinityTerm(sameGeneration, 100))
            .endPodAntiAffinity()
            .build();
  }
}
