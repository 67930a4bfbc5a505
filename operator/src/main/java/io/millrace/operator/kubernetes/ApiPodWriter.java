package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.operator.Reason;
import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.PodWriter;
import io.millrace.operator.decide.PodTrouble;
import io.millrace.operator.task.TaskLabels;
import io.millrace.operator.task.TaskPod;
import io.millrace.operator.task.TaskPods;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates and deletes Pods at the API server. */
public final class ApiPodWriter implements PodWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ApiPodWriter.class);
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private final KubernetesClient client;
  private final TaskPods builder;

  public ApiPodWriter(KubernetesClient client, TaskPods builder) {
    this.client = client;
    this.builder = builder;
  }

  @Override
  public PodCreation create(TaskPod request) {
    try {
      client.resource(builder.build(request)).create();
      return new PodCreation.Created();
    } catch (KubernetesClientException e) {
      if (HttpCode.isConflict(e)) {
        return whoseIs(request);
      }
      if (HttpCode.isRefusal(e) || HttpCode.isNotFound(e)) {
        return new PodCreation.Refused(refusal(e));
      }
      throw e;
    }
  }

  @Override
  public void delete(String namespace, String name, String uid) {
    Map<String, Object> options =
        Map.of("apiVersion", "v1", "kind", "DeleteOptions", "preconditions", Map.of("uid", uid));
    try {
      client.raw("/api/v1/namespaces/%s/pods/%s".formatted(namespace, name), "DELETE", options);
    } catch (KubernetesClientException e) {
      if (!HttpCode.isConflict(e) && !HttpCode.isNotFound(e)) {
        throw e;
      }
    }
  }

  @Override
  public boolean mayLive(String namespace, String name, String ownerUid) {
    try {
      Pod present = client.pods().inNamespace(namespace).withName(name).get();
      return present != null
          && present.getMetadata().getLabels().containsKey(TaskLabels.SUPERVISOR)
          && isOwnedBy(present, ownerUid)
          && !ENDED.contains(String.valueOf(present.getStatus().getPhase()));
    } catch (KubernetesClientException e) {
      LOG.atWarn()
          .addKeyValue("pod", name)
          .addKeyValue("problem", HttpCode.message(e))
          .log("Cannot ask whether a Pod is gone");
      return true;
    }
  }

  private static boolean isOwnedBy(Pod pod, String ownerUid) {
    return pod.getMetadata().getOwnerReferences().stream()
        .map(OwnerReference::getUid)
        .anyMatch(ownerUid::equals);
  }

  private static PodTrouble refusal(KubernetesClientException e) {
    Reason reason = HttpCode.isQuota(e) ? Reason.QuotaExceeded : Reason.PodRefused;
    return new PodTrouble(reason, HttpCode.message(e));
  }

  private PodCreation whoseIs(TaskPod request) {
    Pod present =
        client.pods().inNamespace(request.namespace()).withName(request.name().toString()).get();
    if (present == null) {
      return new PodCreation.Refused(
          PodTrouble.failed("a Pod of its name is just going; it is tried again"));
    }
    return isOwnedBy(present, request.supervisorUid())
        ? new PodCreation.Present()
        : new PodCreation.Foreign(present.getMetadata().getUid());
  }
}
