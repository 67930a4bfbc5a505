package io.millrace.operator.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.millrace.operator.observe.LeftBehindException;
import io.millrace.operator.observe.RevisionStore;
import io.millrace.operator.observe.SpecJson;
import io.millrace.operator.observe.StoredRevision;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.task.TaskLabels;
import io.millrace.operator.task.TaskPods;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each accepted spec as a ControllerRevision, beside an immutable ConfigMap that its Pods
 * mount, and the token that its tasks are called with. The ControllerRevision comes last: where it
 * is, the others are.
 */
public final class ApiRevisionStore implements RevisionStore {

  /**
   * Annotation with the part that only the loop reads; the data of a ControllerRevision cannot
   * change.
   */
  static final String LOOP_ANNOTATION = "millrace.io/loop-settings";

  private final KubernetesClient client;
  private final Supplier<String> tokens;

  /**
   * @param tokens makes secret tokens, a new one each time
   */
  public ApiRevisionStore(KubernetesClient client, Supplier<String> tokens) {
    this.client = client;
    this.tokens = tokens;
  }

  @Override
  public Optional<StoredRevision> read(SupervisorResource owner, String name) {
    ControllerRevision found =
        client.apps().controllerRevisions().inNamespace(owner.namespace()).withName(name).get();
    return Optional.ofNullable(found)
        .filter(revision -> isOwnedBy(revision, owner))
        .map(ApiRevisionStore::stored);
  }

  @Override
  public void write(SupervisorResource owner, StoredRevision revision, @Nullable String known) {
    createIfAbsent(owner, token(owner, known));
    createIfAbsent(owner, mounted(owner, revision));
    ControllerRevision created =
        new ControllerRevisionBuilder()
            .withMetadata(ResourceMapping.owned(owner, revision.name()))
            .editMetadata()
            .withAnnotations(Map.of(LOOP_ANNOTATION, SpecJson.text(revision.loop())))
            .endMetadata()
            .withRevision(nextNumber(owner))
            .withData(Map.of("spec", revision.tasks()))
            .build();
    if (!createIfAbsent(owner, created)) {
      annotate(owner, revision);
    }
  }

  @Override
  public void restore(SupervisorResource owner, StoredRevision revision, @Nullable String known) {
    Secret token = token(owner, known);
    if (client.resource(token).get() == null) {
      createIfAbsent(owner, token);
    }
    ConfigMap mounted = mounted(owner, revision);
    if (client.resource(mounted).get() == null) {
      createIfAbsent(owner, mounted);
    }
  }

  private Secret token(SupervisorResource owner, @Nullable String known) {
    return new SecretBuilder()
        .withMetadata(ResourceMapping.owned(owner, TaskPods.tokenSecret(owner.name())))
        .withData(Map.of("token", base64(known == null ? tokens.get() : known)))
        .build();
  }

  private static ConfigMap mounted(SupervisorResource owner, StoredRevision revision) {
    return new ConfigMapBuilder()
        .withMetadata(ResourceMapping.owned(owner, revision.name()))
        .withImmutable(true)
        .withData(Map.of("spec.json", SpecJson.text(revision.tasks())))
        .build();
  }

  @Override
  public List<String> names(SupervisorResource owner) {
    return list(owner).stream()
        .sorted(Comparator.comparingLong(ControllerRevision::getRevision))
        .map(revision -> revision.getMetadata().getName())
        .toList();
  }

  @Override
  public void delete(SupervisorResource owner, String name) {
    client.apps().controllerRevisions().inNamespace(owner.namespace()).withName(name).delete();
    client.configMaps().inNamespace(owner.namespace()).withName(name).delete();
  }

  /**
   * @return whether it was created now
   * @throws LeftBehindException while something of its name that an earlier supervisor left behind
   *     is still there
   */
  private boolean createIfAbsent(SupervisorResource owner, HasMetadata resource) {
    try {
      client.resource(resource).create();
      return true;
    } catch (KubernetesClientException e) {
      if (!HttpCode.isConflict(e)) {
        throw e;
      }
    }
    HasMetadata present = client.resource(resource).get();
    if (present == null || !isOwnedBy(present, owner)) {
      throw new LeftBehindException(
          "%s %s belongs to an earlier supervisor of this name; expected it to be gone with it. It is tried again"
              .formatted(resource.getKind(), resource.getMetadata().getName()));
    }
    return false;
  }

  private void annotate(SupervisorResource owner, StoredRevision revision) {
    Map<String, Object> annotation = Map.of(LOOP_ANNOTATION, SpecJson.text(revision.loop()));
    client
        .apps()
        .controllerRevisions()
        .inNamespace(owner.namespace())
        .withName(revision.name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client
                .getKubernetesSerialization()
                .asJson(Map.of("metadata", Map.of("annotations", annotation))));
  }

  private long nextNumber(SupervisorResource owner) {
    return 1 + list(owner).stream().mapToLong(ControllerRevision::getRevision).max().orElse(0);
  }

  private List<ControllerRevision> list(SupervisorResource owner) {
    return client
        .apps()
        .controllerRevisions()
        .inNamespace(owner.namespace())
        .withLabel(TaskLabels.SUPERVISOR, owner.name())
        .list()
        .getItems()
        .stream()
        .filter(revision -> isOwnedBy(revision, owner))
        .toList();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isOwnedBy(HasMetadata resource, SupervisorResource owner) {
    return resource.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> reference.getUid().equals(owner.uid()));
  }

  private static StoredRevision stored(ControllerRevision revision) {
    String name = revision.getMetadata().getName();
    JsonNode spec = SpecJson.anyTree(revision.getData()).path("spec");
    String loop = revision.getMetadata().getAnnotations().getOrDefault(LOOP_ANNOTATION, "{}");
    try {
      if (spec instanceof ObjectNode tasks && SpecJson.parse(loop) instanceof ObjectNode rest) {
        return new StoredRevision(name, tasks, rest);
      }
    } catch (JsonProcessingException e) {
      throw unreadable(name, e);
    }
    throw unreadable(name, null);
  }

  private static IllegalStateException unreadable(String name, @Nullable Exception cause) {
    return new IllegalStateException(
        "ControllerRevision %s holds something else than this operator writes; expected a spec in data.spec. Delete it"
            .formatted(name),
        cause);
  }
}
