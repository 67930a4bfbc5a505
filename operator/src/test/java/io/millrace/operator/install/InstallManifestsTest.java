package io.millrace.operator.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import io.millrace.operator.config.OperatorConfiguration;
import io.millrace.operator.config.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart and the kustomize base make, without a server. */
class InstallManifestsTest {

  @Test
  void chartPassesTheStrictLint() {
    LintResult result = Chart.helm().lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void chartAndKustomizeBaseInstallTheSame() throws Exception {
    Rendered base = Rendered.of(Kubectl.foundOrSkipped().kustomize(InstallFiles.BASE));

    assertThat(Chart.rendered(Map.of()).comparable("CustomResourceDefinition").objects())
        .isEqualTo(base.comparable("CustomResourceDefinition", "Namespace").objects());
  }

  @ParameterizedTest
  @MethodSource("copiesOfTheDefinition")
  void copyOfTheDefinitionIsTheGeneratedOne(Path copy) {
    assertThat(copy)
        .as("stale: cp %s %s", InstallFiles.GENERATED_CRD, copy)
        .hasSameTextualContentAs(InstallFiles.GENERATED_CRD);
  }

  static Stream<Path> copiesOfTheDefinition() {
    return Stream.of(
        InstallFiles.BASE.resolve("crd.yaml"),
        InstallFiles.CHART.resolve("crds").resolve(InstallFiles.GENERATED_CRD.getFileName()));
  }

  @Test
  void overlayExampleRunsOneImageEverywhereAndKeepsNothingLocal() throws Exception {
    Rendered overlay =
        Rendered.of(Kubectl.foundOrSkipped().kustomize(InstallFiles.OVERLAY_EXAMPLE));

    Map<String, String> variables = overlay.operatorVariables();
    assertThat(overlay.operatorContainer().path("image").asText())
        .isEqualTo("registry.example.org/millrace:0.1.0")
        .isEqualTo(variables.get("MILLRACE_TASK_IMAGE"));
    assertThat(variables).containsEntry("MILLRACE_TASK_IMAGE_PULL_POLICY", "IfNotPresent");
    assertThat(overlay.keysOf("PersistentVolumeClaim")).isEmpty();
    assertThat(parsed(overlay).deepStorage().mounted()).isNull();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void operatorAcceptsWhatTheChartSets(Map<String, Object> values) throws Exception {
    Rendered rendered = Chart.rendered(values);

    List<String> known = Arrays.stream(Variable.values()).map(Variable::variable).toList();
    assertThat(rendered.operatorVariables().keySet()).isSubsetOf(known);
    assertThat(parsed(rendered).namespace()).isEqualTo(Chart.RELEASE);
  }

  static Stream<Map<String, Object>> accepted() {
    return Stream.of(
        Map.of(),
        Map.of("deepStorage.type", "none"),
        Map.of("deepStorage.local.path", "/druid/segments"),
        Map.of("deepStorage.type", "s3", "deepStorage.s3.bucket", "segments"),
        Map.of(
            "deepStorage.type", "s3",
            "deepStorage.s3.bucket", "segments",
            "deepStorage.s3.baseKey", "druid",
            "deepStorage.s3.region", "eu-central-1",
            "deepStorage.s3.endpoint", "https://s3.example.org:9000",
            "deepStorage.s3.pathStyleAccess", true,
            "deepStorage.s3.secretName", "s3-keys"),
        Map.of("configuration.DELETION_TIMEOUT", "PT5M", "configuration.TASK_PORT", "8200"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void schemaRefusesByName(Map<String, Object> values, String told) {
    assertThatThrownBy(() -> Chart.rendered(values)).hasMessageContaining(told);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(Map.of("replica", 3), "replica"),
        Arguments.of(Map.of("replicas", 0), "replicas"),
        Arguments.of(Map.of("deepStorage.type", "hdfs"), "deepStorage"),
        Arguments.of(Map.of("deepStorage.type", "s3"), "bucket"),
        Arguments.of(Map.of("deepStorage.s3.buket", "x"), "buket"),
        Arguments.of(Map.of("configuration.TASK_IMAGE", "other"), "TASK_IMAGE"),
        Arguments.of(Map.of("volumes[0].name", "tmp"), "volumes"),
        Arguments.of(Map.of("configuration.MILLRACE_TASK_PORT", "1"), "MILLRACE_TASK_PORT"));
  }

  @Test
  void furtherVolumesAreMountedBesideItsOwnAlsoWithS3() throws Exception {
    Rendered rendered =
        Chart.rendered(
            Map.of(
                "deepStorage.type", "s3",
                "deepStorage.s3.bucket", "segments",
                "volumes[0].name", "authorities",
                "volumes[0].configMap.name", "authorities",
                "volumeMounts[0].name", "authorities",
                "volumeMounts[0].mountPath", "/etc/authorities"));

    assertThat(
            rendered
                .object("Deployment", "millrace/millrace-operator")
                .at("/spec/template/spec")
                .findValuesAsText("mountPath"))
        .containsExactly("/var/lib/millrace/tmp", "/etc/authorities");
    assertThat(
            rendered
                .object("Deployment", "millrace/millrace-operator")
                .at("/spec/template/spec/volumes"))
        .extracting(volume -> volume.path("name").asText())
        .containsExactly("tmp", "authorities");
  }

  @Test
  void eachWatchedNamespaceGetsARoleAndABindingAndNothingElse() throws Exception {
    Rendered rendered =
        Chart.rendered(Map.of("watchNamespaces[0]", "team-a", "watchNamespaces[1]", Chart.RELEASE));

    assertThat(rendered.objects().keySet().stream().filter(key -> key.contains(" team-a/")))
        .containsExactlyInAnyOrder(
            "Role team-a/millrace-operator", "RoleBinding team-a/millrace-operator");
    assertThat(
            rendered
                .object("RoleBinding", "team-a/millrace-operator")
                .at("/subjects/0/namespace")
                .asText())
        .isEqualTo(Chart.RELEASE);
    assertThat(rendered.object("Role", "team-a/millrace-operator").toString())
        .doesNotContain("leases");
    assertThat(parsed(rendered).watchNamespaces()).containsExactly(Chart.RELEASE, "team-a");
  }

  @Test
  void roleReadsSecretsOneByOneAndTouchesNothingClusterWide() throws Exception {
    Rendered rendered = Chart.rendered(Map.of());

    assertThat(rendered.objects().keySet()).noneMatch(key -> key.startsWith("ClusterRole"));
    assertThat(rendered.object("Role", "millrace/millrace-operator").path("rules"))
        .filteredOn(rule -> rule.path("resources").toString().contains("\"secrets\""))
        .singleElement()
        .satisfies(
            rule -> assertThat(rule.path("verbs").toString()).isEqualTo("[\"get\",\"create\"]"));
    assertThat(rendered.object("Role", "millrace/millrace-operator").toString())
        .doesNotContain("\"*\"");
  }

  @Test
  void commandIsThatOfTheImage() throws Exception {
    String dockerfile = Files.readString(InstallFiles.CHART.resolve("../../Dockerfile"));

    assertThat(Chart.rendered(Map.of()).operatorContainer().path("command"))
        .extracting(part -> part.asText())
        .contains("/opt/millrace/lib/operator/*", "io.millrace.operator.OperatorMain");
    assertThat(dockerfile)
        .contains("/opt/millrace/lib/operator/*", "io.millrace.operator.OperatorMain");
  }

  /** The operator's own reading of its variables, in the Pod as Kubernetes would fill it in. */
  private static OperatorConfiguration parsed(Rendered rendered) throws Exception {
    Map<String, String> environment = new HashMap<>(rendered.operatorVariables());
    environment.put("MILLRACE_NAMESPACE", Chart.RELEASE);
    return OperatorConfiguration.parse(
        environment.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
