package io.millrace.operator.kubernetes;

import static io.millrace.operator.testing.ServedNamespace.eventually;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.act.PodCreation;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.config.OperatorConfiguration.TaskSettings;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.LeftBehindException;
import io.millrace.operator.observe.Revisions;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecJson;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.observe.StoredRevision;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.task.TaskPod;
import io.millrace.operator.task.TaskPods;
import io.millrace.operator.testing.CountedWrites;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.RealApiServer;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.TaskAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ports promise, against a real API server and with the shipped Role. */
class ApiAdaptersTest {

  private final RealApiServer server = RealApiServer.instance();
  private final String namespace = server.createNamespace();
  private final KubernetesClient client = server.asOperator(namespace, new CountedWrites());
  private final ApiStatusWriter status =
      new ApiStatusWriter(client, SupervisorReconciler.FINALIZER);
  private final ApiRevisionStore revisions = new ApiRevisionStore(client, () -> "token");
  private final ApiPodWriter pods =
      new ApiPodWriter(
          client, new TaskPods(new TaskSettings("millrace:1", Optional.empty(), 8100, 60)));
  private SupervisorResource supervisor = create();

  @BeforeEach
  void nothingIsWrittenYet() {
    assertThat(supervisor.status())
        .extracting(StreamSupervisorStatus::observedGeneration)
        .isEqualTo(-1L);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void case36AStaleStatusWriteIsAConflictAndChangesNothing() {
    StatusWrite first = status.write(supervisor, state("RUNNING"));
    assertThat(first).isInstanceOf(StatusWrite.Written.class);

    StatusWrite stale = status.write(supervisor, state("STOPPING"));

    assertThat(stale).isInstanceOf(StatusWrite.Conflict.class);
    assertThat(stored().status()).extracting(StreamSupervisorStatus::state).isEqualTo("RUNNING");
  }

  @Test
  void aSpecThatChangedMeanwhileMakesTheStatusWriteAConflictToo() {
    edit();

    assertThat(status.write(supervisor, state("RUNNING"))).isInstanceOf(StatusWrite.Conflict.class);
  }

  @Test
  void theResourceThatAWriteReturnsCarriesTheNextOne() {
    StatusWrite.Written first = (StatusWrite.Written) status.write(supervisor, state("RUNNING"));

    assertThat(status.write(first.resource(), state("SUSPENDED")))
        .isInstanceOf(StatusWrite.Written.class);
    assertThat(first.resource().isNewerThan(supervisor)).isTrue();
  }

  @Test
  void aResourceThatIsGoneIsTold() {
    server
        .admin()
        .resources(StreamSupervisor.class)
        .inNamespace(namespace)
        .withName("events")
        .delete();

    assertThat(status.write(supervisor, state("RUNNING"))).isInstanceOf(StatusWrite.Gone.class);
    assertThat(status.release(supervisor)).isInstanceOf(StatusWrite.Gone.class);
    assertThat(status.read(supervisor)).isEmpty();
  }

  @Test
  void aReleaseIsGuardedByTheVersionToo() {
    addFinalizers();
    SupervisorResource before = stored();
    edit();

    assertThat(status.release(before)).isInstanceOf(StatusWrite.Conflict.class);
    assertThat(status.release(stored())).isInstanceOf(StatusWrite.Written.class);
    assertThat(
            server
                .admin()
                .resources(StreamSupervisor.class)
                .inNamespace(namespace)
                .withName("events")
                .get()
                .getMetadata()
                .getFinalizers())
        .containsExactly("example.org/other");
  }

  @Test
  void aRevisionIsReadBackAsItWasWrittenAndItsLoopPartMayChange() {
    AcceptedSpec spec = accepted();
    StoredRevision revision =
        new StoredRevision(spec.revision(), spec.parts().tasks(), spec.parts().loop());
    revisions.write(supervisor, revision, null);
    assertThat(revisions.read(supervisor, spec.revision())).contains(revision);

    StoredRevision edited =
        new StoredRevision(
            revision.name(),
            revision.tasks(),
            revision.loop().deepCopy().put("note", "only the loop reads this"));
    revisions.write(supervisor, edited, null);

    assertThat(revisions.read(supervisor, spec.revision())).contains(edited);
    assertThat(revisions.names(supervisor)).containsExactly(spec.revision());
    ConfigMap mounted =
        server.admin().configMaps().inNamespace(namespace).withName(spec.revision()).get();
    assertThat(mounted.getImmutable()).isTrue();
    assertThat(mounted.getData()).containsEntry("spec.json", SpecJson.text(spec.parts().tasks()));
  }

  @Test
  void whatAnEarlierSupervisorLeftBehindIsNotTakenForOurs() {
    AcceptedSpec spec = accepted();
    server
        .admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(spec.revision())
                .withOwnerReferences(
                    new OwnerReferenceBuilder()
                        .withApiVersion("millrace.io/v1alpha1")
                        .withKind("StreamSupervisor")
                        .withName("events")
                        .withUid("another")
                        .build())
                .endMetadata()
                .build())
        .create();

    assertThatThrownBy(
            () ->
                revisions.write(
                    supervisor,
                    new StoredRevision(spec.revision(), spec.parts().tasks(), spec.parts().loop()),
                    null))
        .hasMessageContaining("belongs to an earlier supervisor of this name");
    assertThat(revisions.read(supervisor, spec.revision())).isEmpty();
  }

  @Test
  void aRevisionThatIsPrunedGoesWithItsConfigMap() {
    AcceptedSpec spec = accepted();
    revisions.write(
        supervisor,
        new StoredRevision(spec.revision(), spec.parts().tasks(), spec.parts().loop()),
        null);

    revisions.delete(supervisor, spec.revision());

    assertThat(revisions.names(supervisor)).isEmpty();
    assertThat(server.admin().configMaps().inNamespace(namespace).withName(spec.revision()).get())
        .isNull();
  }

  @Test
  void aPodIsCreatedOnceAndDeletedOnlyByItsUid() {
    TaskPod pod =
        new TaskPod(namespace, supervisor.uid(), new PodName("events", 0, 0, 0), 1, 1, accepted());
    assertThat(pods.create(pod)).isInstanceOf(PodCreation.Created.class);
    assertThat(pods.create(pod)).isInstanceOf(PodCreation.Present.class);

    pods.delete(namespace, "events-0-0-0", "another-uid");
    assertThat(podUids()).hasSize(1);

    pods.delete(namespace, "events-0-0-0", podUids().get(0));
    assertThat(podUids()).isEmpty();
    pods.delete(namespace, "events-0-0-0", "gone-already");
  }

  @Test
  void aPodOfAnotherOwnerIsToldFromOurs() {
    AcceptedSpec spec = accepted();
    pods.create(new TaskPod(namespace, "another", new PodName("events", 0, 0, 0), 1, 1, spec));

    assertThat(
            pods.create(
                new TaskPod(
                    namespace, supervisor.uid(), new PodName("events", 0, 0, 0), 1, 1, spec)))
        .isInstanceOfSatisfying(
            PodCreation.Foreign.class,
            foreign -> assertThat(foreign.uid()).isEqualTo(podUids().get(0)));
  }

  @Test
  void aStatusThatAnOlderDefinitionDoesNotKeepIsAnErrorThatSaysWhatToApply() {
    Resource<CustomResourceDefinition> handle =
        server
            .admin()
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("streamsupervisors.millrace.io");
    CustomResourceDefinition shipped = handle.get();
    try {
      handle.edit(
          definition -> {
            Map<String, JSONSchemaProps> parts =
                definition
                    .getSpec()
                    .getVersions()
                    .getFirst()
                    .getSchema()
                    .getOpenAPIV3Schema()
                    .getProperties();
            requireNonNull(parts.get("status")).getProperties().remove("state");
            return definition;
          });
      eventually(
          () ->
              assertThatThrownBy(() -> status.write(stored(), state("RUNNING")))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("older than this operator")
                  .hasMessageContaining("helm/millrace/crds"));
    } finally {
      handle.edit(
          definition -> {
            definition.setSpec(shipped.getSpec());
            return definition;
          });
    }
    eventually(
        () ->
            assertThat(status.write(stored(), state("STOPPING")))
                .isInstanceOf(StatusWrite.Written.class));
  }

  @Test
  void whatPodsMountIsMadeAgainWhereSomebodyDeletedIt() throws Exception {
    StoredRevision revision =
        new StoredRevision("events-1", accepted().parts().tasks(), accepted().parts().loop());
    revisions.write(supervisor, revision, null);
    server.admin().configMaps().inNamespace(namespace).withName("events-1").delete();
    server.admin().secrets().inNamespace(namespace).withName("events-task-token").delete();

    revisions.restore(supervisor, revision, null);

    assertThat(server.admin().configMaps().inNamespace(namespace).withName("events-1").get())
        .satisfies(map -> assertThat(map.getData().get("spec.json")).contains("dataSchema"));
    assertThat(
            new ApiSecrets(client).value(namespace, new SecretKeyRef("events-task-token", "token")))
        .contains("token");
  }

  @Test
  void aTokenThatSomebodyDeletedIsMadeAgainAsTheRunningTasksKnowIt() throws Exception {
    ApiRevisionStore later = new ApiRevisionStore(client, () -> "another");
    TokenAddresses addresses =
        new TokenAddresses(new ApiSecrets(client), supervisor.key(), 8100, InstantSource.system());
    AcceptedSpec spec = accepted();
    new Revisions(revisions, addresses::token).write(supervisor, spec);
    TaskAddress before = addresses.of("uid", "10.0.0.1");
    Revisions restored = new Revisions(later, addresses::token);

    deleteToken();
    restored.restore(supervisor, spec);
    assertThat(storedToken()).contains(before.token());

    deleteToken();
    restored.write(supervisor, spec);
    assertThat(storedToken()).contains(before.token());

    deleteToken();
    new Revisions(later, Optional::empty).restore(supervisor, spec);
    assertThat(storedToken()).as("by an operator that does not know it").contains("another");
  }

  private void deleteToken() {
    server.admin().secrets().inNamespace(namespace).withName("events-task-token").delete();
  }

  private Optional<String> storedToken() throws Exception {
    return new ApiSecrets(client).value(namespace, new SecretKeyRef("events-task-token", "token"));
  }

  @Test
  void whatAnEarlierSupervisorLeftBehindIsWaitedFor() throws Exception {
    StoredRevision revision =
        new StoredRevision("events-1", accepted().parts().tasks(), accepted().parts().loop());
    revisions.write(supervisor, revision, null);
    SupervisorResource later =
        new SupervisorResource(
            namespace,
            supervisor.name(),
            "later",
            1,
            supervisor.resourceVersion(),
            null,
            supervisor.spec(),
            null);

    assertThatThrownBy(() -> revisions.write(later, revision, null))
        .isInstanceOf(LeftBehindException.class)
        .hasMessageContaining("earlier supervisor");
  }

  @Test
  void whatAsksForAnEarlyHandoffIsReadAndAStatusWriteLeavesItWhereItIs() {
    server
        .admin()
        .resources(StreamSupervisor.class)
        .inNamespace(namespace)
        .withName("events")
        .edit(
            resource -> {
              resource.getMetadata().setAnnotations(Map.of(EarlyHandoff.ANNOTATION, "7/0"));
              return resource;
            });

    StatusWrite.Written written = (StatusWrite.Written) status.write(stored(), state("RUNNING"));

    assertThat(written.resource().handoff()).isEqualTo("7/0");
    assertThat(written.resource().createdAt()).isNotNull();
    assertThat(written.resource().generation()).isEqualTo(supervisor.generation());
  }

  @Test
  void aDeletionInTheForegroundIsToldFromOthers() {
    server
        .admin()
        .resources(StreamSupervisor.class)
        .inNamespace(namespace)
        .withName("events")
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();

    assertThat(stored().foregroundDeletion()).isTrue();
  }

  @Test
  void secretsAreReadByNameAndCannotBeListed() throws Exception {
    revisions.write(
        supervisor,
        new StoredRevision("events-1", accepted().parts().tasks(), accepted().parts().loop()),
        null);
    ApiSecrets secrets = new ApiSecrets(client);

    assertThat(secrets.value(namespace, new SecretKeyRef("events-task-token", "token")))
        .contains("token");
    assertThat(secrets.value(namespace, new SecretKeyRef("events-task-token", "other"))).isEmpty();
    assertThat(secrets.value(namespace, new SecretKeyRef("absent", "token"))).isEmpty();
    assertThatThrownBy(() -> client.secrets().inNamespace(namespace).list())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("forbidden");
  }

  @Test
  void theInstallationIsTheOperatorsNamespace() {
    assertThat(Installation.id(client, namespace))
        .isEqualTo(server.admin().namespaces().withName(namespace).get().getMetadata().getUid());
  }

  @Test
  void anInstallationWhoseNamespaceCannotBeReadIsToldWhatToSet() {
    assertThatThrownBy(() -> Installation.id(client, "default"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("namespace default")
        .hasMessageContaining("MILLRACE_INSTALLATION_ID");
  }

  @Test
  void aNamespaceThatIsNotBeingDeletedIsToldSo() {
    assertThat(new ApiNamespaces(client).isTerminating(namespace)).isFalse();
  }

  private SupervisorResource create() {
    StreamSupervisor resource = Supervisors.good();
    resource.getMetadata().setNamespace(namespace);
    return ResourceMapping.of(server.admin().resource(resource).create());
  }

  private SupervisorResource stored() {
    return status.read(supervisor).orElseThrow();
  }

  private void edit() {
    server
        .admin()
        .resources(StreamSupervisor.class)
        .inNamespace(namespace)
        .withName("events")
        .edit(
            resource -> {
              resource.setSpec(Supervisors.edited(spec -> spec.put("suspend", true)));
              return resource;
            });
  }

  private void addFinalizers() {
    server
        .admin()
        .resources(StreamSupervisor.class)
        .inNamespace(namespace)
        .withName("events")
        .edit(
            resource -> {
              resource.addFinalizer(SupervisorReconciler.FINALIZER);
              resource.addFinalizer("example.org/other");
              return resource;
            });
  }

  private List<String> podUids() {
    return server.admin().pods().inNamespace(namespace).list().getItems().stream()
        .map(pod -> pod.getMetadata().getUid())
        .toList();
  }

  private static AcceptedSpec accepted() {
    return ((SpecVerdict.Good)
            new SpecCheck(LoopWorld.CLAIM)
                .check(Supervisors.KEY, Supervisors.goodSpec(), null, null))
        .spec();
  }

  private static StreamSupervisorStatus state(String state) {
    return new StreamSupervisorStatus(
        1L,
        state,
        state,
        1L,
        List.of(),
        0,
        "selector",
        null,
        null,
        null,
        null,
        Map.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        null,
        List.of(),
        null,
        null,
        List.of());
  }
}
