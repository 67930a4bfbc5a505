package io.millrace.operator.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.operator.config.OperatorConfiguration.TaskSettings;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.SecretVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskPodsTest {

  private static final Path GOLDEN =
      Path.of("src", "test", "resources", "io", "millrace", "operator", "task");

  private static final PodAffinityTerm SAME_GENERATION =
      new PodAffinityTermBuilder()
          .withTopologyKey("kubernetes.io/hostname")
          .withNewLabelSelector()
          .addToMatchLabels(TaskLabels.SUPERVISOR, "events")
          .addToMatchLabels(TaskLabels.GROUP, "1")
          .addToMatchLabels(TaskLabels.GENERATION, "2")
          .endLabelSelector()
          .build();

  private final TaskPods pods =
      new TaskPods(new TaskSettings("millrace:1", Optional.empty(), 8100, 60));

  @Test
  void aPodOfAPlainSpecIsAsTheGoldenFileSays() throws IOException {
    assertGolden("plain-pod.yaml", pods.build(request(spec -> {})));
  }

  @Test
  void aPodOfASpecWithATemplateAndSecretsIsAsTheGoldenFileSays() throws IOException {
    assertGolden("templated-pod.yaml", pods.build(request(TaskPodsTest::withEverything)));
  }

  @Test
  void theSameRequestMakesTheSamePod() {
    assertThat(pods.build(request(TaskPodsTest::withEverything)))
        .isEqualTo(pods.build(request(TaskPodsTest::withEverything)));
  }

  @Test
  void noSecretStandsInThePod() {
    Pod pod = pods.build(request(TaskPodsTest::withEverything));

    assertThat(container(pod).getEnv())
        .filteredOn(
            variable ->
                variable.getName().equals(SecretVariables.consumerProperty("sasl.jaas.config")))
        .singleElement()
        .satisfies(
            variable -> {
              assertThat(variable.getValue()).isNull();
              assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isEqualTo("kafka");
            });
  }

  @Test
  void theHeapIsAShareOfTheMemoryLimit() {
    assertThat(container(pods.build(request(spec -> {}))).getCommand()).contains("-Xmx1228m");
    assertThat(
            container(
                    pods.build(
                        request(spec -> resources(spec).putObject("limits").put("memory", "4Gi"))))
                .getCommand())
        .contains("-Xmx2457m");
    assertThat(
            container(
                    pods.build(
                        request(spec -> resources(spec).putObject("requests").put("cpu", "1"))))
                .getCommand())
        .contains("-XX:MaxRAMPercentage=60");
  }

  @Test
  void operatorsLabelsWinOverTheTemplates() {
    Pod pod =
        pods.build(
            request(
                spec ->
                    spec.putObject("taskTemplate")
                        .putObject("labels")
                        .put(TaskLabels.SUPERVISOR, "x")
                        .put("team", "a")));

    assertThat(pod.getMetadata().getLabels())
        .containsAllEntriesOf(Map.of(TaskLabels.SUPERVISOR, "events", "team", "a"));
  }

  @Test
  void variablesOfTheTemplateComeBeforeTheOperatorsSoThatTheyCannotReplaceThem() {
    Pod pod = pods.build(request(TaskPodsTest::withEverything));

    assertThat(container(pod).getEnv())
        .extracting(EnvVar::getName)
        .startsWith("TZ")
        .doesNotHaveDuplicates();
  }

  @Test
  void aBucketNeedsNoVolume() {
    Pod pod = pods.build(request(TaskPodsTest::withBucket));

    assertThat(pod.getSpec().getVolumes())
        .extracting(Volume::getName)
        .doesNotContain("deep-storage");
    assertThat(container(pod).getEnv())
        .filteredOn(variable -> variable.getName().equals(SecretVariables.S3_SECRET_ACCESS_KEY))
        .singleElement()
        .satisfies(
            variable ->
                assertThat(variable.getValueFrom().getSecretKeyRef().getKey()).isEqualTo("key"));
  }

  @Test
  void aServiceAccountBringsNoTokenOfTheApi() {
    Pod pod = pods.build(request(TaskPodsTest::withEverything));

    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("segments-writer");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void aTaskIsOnlyKilledAfterMinutesWithoutAnAnswerAndNotWhileItStarts() {
    Container container = container(pods.build(request(spec -> {})));
    Probe startup = container.getStartupProbe();
    Probe liveness = container.getLivenessProbe();

    assertThat(startup.getHttpGet()).isEqualTo(liveness.getHttpGet());
    assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
        .isGreaterThanOrEqualTo(300);
    assertThat(liveness.getHttpGet().getPath()).isEqualTo("/healthz/live");
    assertThat(liveness.getPeriodSeconds() * liveness.getFailureThreshold())
        .isGreaterThanOrEqualTo(180);
    assertThat(liveness.getTimeoutSeconds()).isGreaterThanOrEqualTo(10);
  }

  @Test
  void aProcessThatCannotAnswerYetIsAskedOnlyByItsStartupProbeAndThatSoonAndOften() {
    Probe startup = container(pods.build(request(spec -> {}))).getStartupProbe();

    assertThat(startup.getInitialDelaySeconds()).isBetween(1, 5);
    assertThat(startup.getPeriodSeconds()).as("readiness waits for it").isLessThanOrEqualTo(2);
  }

  @Test
  void replicasPreferNodesOfTheirOwn() {
    for (Consumer<ObjectNode> edit :
        List.<Consumer<ObjectNode>>of(
            spec -> {},
            spec -> spec.putObject("taskTemplate").put("priorityClassName", "high"),
            spec -> spec.putObject("taskTemplate").put("replicaAntiAffinity", "Preferred"))) {
      PodAntiAffinity apart = antiAffinity(pods.build(request(edit)));

      assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution()).isEmpty();
      assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution())
          .containsExactly(new WeightedPodAffinityTerm(SAME_GENERATION, 100));
    }
  }

  @Test
  void replicasThatMustNotShareANodeMayShareItWithAnotherGeneration() {
    PodAntiAffinity apart =
        antiAffinity(
            pods.build(
                request(
                    spec ->
                        spec.putObject("taskTemplate").put("replicaAntiAffinity", "Required"))));

    assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution()).isEmpty();
    assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution())
        .containsExactly(SAME_GENERATION);
    assertThat(pods.build(request(spec -> {})).getMetadata().getLabels())
        .as("the term is about these very Pods")
        .containsAllEntriesOf(SAME_GENERATION.getLabelSelector().getMatchLabels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Preferred", "Required"})
  void affinityOfTheTemplateStandsBesideThatBetweenReplicas(String replicaAntiAffinity) {
    Affinity given =
        new AffinityBuilder()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .addToMatchExpressions(new NodeSelectorRequirement("disk", "In", List.of("fast")))
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .withNewPodAffinity()
            .addToRequiredDuringSchedulingIgnoredDuringExecution(term("cache"))
            .endPodAffinity()
            .withNewPodAntiAffinity()
            .addToRequiredDuringSchedulingIgnoredDuringExecution(term("database"))
            .addToPreferredDuringSchedulingIgnoredDuringExecution(
                new WeightedPodAffinityTerm(term("web"), 7))
            .endPodAntiAffinity()
            .build();
    Affinity made =
        pods.build(
                request(
                    spec -> {
                      ObjectNode template = spec.putObject("taskTemplate");
                      template.put("replicaAntiAffinity", replicaAntiAffinity);
                      template.set("affinity", new ObjectMapper().valueToTree(given));
                    }))
            .getSpec()
            .getAffinity();

    assertThat(made.getNodeAffinity()).isEqualTo(given.getNodeAffinity());
    assertThat(made.getPodAffinity()).isEqualTo(given.getPodAffinity());
    PodAntiAffinity apart = made.getPodAntiAffinity();
    boolean required = replicaAntiAffinity.equals("Required");
    assertThat(apart.getRequiredDuringSchedulingIgnoredDuringExecution())
        .startsWith(term("database"))
        .hasSize(required ? 2 : 1);
    assertThat(apart.getPreferredDuringSchedulingIgnoredDuringExecution())
        .startsWith(new WeightedPodAffinityTerm(term("web"), 7))
        .hasSize(required ? 1 : 2);
  }

  @Test
  void defaultResourcesAreSmallAndBounded() {
    Container container = container(pods.build(request(spec -> {})));

    assertThat(container.getResources().getRequests()).containsEntry("cpu", new Quantity("500m"));
    assertThat(container.getResources().getLimits()).containsOnlyKeys("memory");
  }

  private static void assertGolden(String file, Pod pod) throws IOException {
    Path golden = GOLDEN.resolve(file);
    String yaml = Serialization.asYaml(pod);
    if (Boolean.getBoolean("millrace.updateGolden")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, yaml);
    }
    assertThat(yaml)
        .as("written anew by running this test with -Dmillrace.updateGolden=true")
        .isEqualTo(Files.readString(golden));
  }

  private static TaskPod request(Consumer<ObjectNode> edit) {
    SpecVerdict verdict =
        new SpecCheck(LoopWorld.CLAIM).check(Supervisors.KEY, Supervisors.edited(edit), null, null);
    assertThat(verdict).isInstanceOf(SpecVerdict.Good.class);
    return new TaskPod(
        "ns", "uid-1", new PodName("events", 1, 2, 3), 4, 2, ((SpecVerdict.Good) verdict).spec());
  }

  private static void withEverything(ObjectNode spec) {
    spec.withObject("/ioConfig/consumerProperties")
        .putObject("sasl.jaas.config")
        .putObject("secretKeyRef")
        .put("name", "kafka")
        .put("key", "jaas");
    ObjectNode template = spec.putObject("taskTemplate");
    template.putObject("nodeSelector").put("disk", "fast");
    template.putArray("tolerations").addObject().put("key", "ingestion").put("operator", "Exists");
    template.putArray("env").addObject().put("name", "TZ").put("value", "UTC");
    template.putArray("envFrom").addObject().putObject("configMapRef").put("name", "more");
    template
        .putArray("volumes")
        .addObject()
        .put("name", "ca")
        .putObject("configMap")
        .put("name", "ca");
    template.putArray("volumeMounts").addObject().put("name", "ca").put("mountPath", "/etc/ca");
    template.putObject("annotations").put("note", "a");
    template.put("priorityClassName", "high");
    template.put("serviceAccountName", "segments-writer");
    template.putArray("jvmOptions").add("-XX:+UseZGC");
    template.put("terminationGracePeriodSeconds", 60);
  }

  private static void withBucket(ObjectNode spec) {
    ObjectNode s3 =
        spec.putObject("deepStorage").put("type", "s3").putObject("s3").put("bucket", "segments");
    s3.putObject("accessKeyId").putObject("secretKeyRef").put("name", "s3").put("key", "id");
    s3.putObject("secretAccessKey").putObject("secretKeyRef").put("name", "s3").put("key", "key");
  }

  private static ObjectNode resources(ObjectNode spec) {
    return spec.putObject("taskTemplate").putObject("resources");
  }

  private static PodAntiAffinity antiAffinity(Pod pod) {
    return pod.getSpec().getAffinity().getPodAntiAffinity();
  }

  private static PodAffinityTerm term(String app) {
    return new PodAffinityTermBuilder()
        .withTopologyKey("kubernetes.io/hostname")
        .withNewLabelSelector()
        .addToMatchLabels("app", app)
        .endLabelSelector()
        .build();
  }

  private static Container container(Pod pod) {
    return pod.getSpec().getContainers().get(0);
  }
}
