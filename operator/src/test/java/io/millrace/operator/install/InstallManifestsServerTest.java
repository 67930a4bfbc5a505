package io.millrace.operator.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.millrace.operator.testing.RealApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart and the kustomize base on a real API server, in a namespace that enforces the
 * restricted Pod standard.
 */
class InstallManifestsServerTest {

  private static final List<String> INSTALLED =
      List.of(
          "serviceaccount/millrace-operator",
          "role.rbac.authorization.k8s.io/millrace-operator",
          "rolebinding.rbac.authorization.k8s.io/millrace-operator",
          "persistentvolumeclaim/millrace-deep-storage",
          "service/millrace-operator",
          "poddisruptionbudget.policy/millrace-operator",
          "deployment.apps/millrace-operator");

  private static Kubectl kubectl;
  private static KubernetesClient admin;

  @TempDir Path scratch;

  @BeforeAll
  static void prepareNamespace() {
    kubectl = Kubectl.foundOrSkipped();
    admin = RealApiServer.instance().admin();
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Chart.RELEASE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .serverSideApply();
  }

  @Test
  void serverAcceptsTheKustomizeBase() throws Exception {
    String manifests = kubectl.kustomize(InstallFiles.BASE);

    assertThat(applyInDryRun(manifests))
        .contains(INSTALLED)
        .contains("customresourcedefinition.apiextensions.k8s.io/streamsupervisors.millrace.io");
  }

  @Test
  void serverAcceptsTheOverlayExample() throws Exception {
    assertThat(applyInDryRun(kubectl.kustomize(InstallFiles.OVERLAY_EXAMPLE)))
        .contains("deployment.apps/millrace-operator")
        .doesNotContain("persistentvolumeclaim");
  }

  @Test
  void serverAcceptsTheChart() throws Exception {
    String manifests =
        Chart.helm()
            .template()
            .withName(Chart.RELEASE)
            .withNamespace(Chart.RELEASE)
            .withKubeVersion("1.36.3")
            .call();

    assertThat(applyInDryRun(manifests)).contains(INSTALLED);
  }

  @Test
  void serverAcceptsTheChartWithEverythingSwitchedOn() throws Exception {
    String manifests =
        Chart.helm()
            .template()
            .withName(Chart.RELEASE)
            .withNamespace(Chart.RELEASE)
            .withKubeVersion("1.36.3")
            .set("networkPolicy.enabled", true)
            .set("networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.name", "monitoring")
            .set("watchNamespaces[0]", "default")
            .set("serviceAccount.annotations.role", "arn")
            .set("podLabels.team", "data")
            .set("podAnnotations.note", "x")
            .set("nodeSelector.disk", "ssd")
            .set("tolerations[0].operator", "Exists")
            .set("imagePullSecrets[0].name", "registry")
            .set("priorityClassName", "system-cluster-critical")
            .set("env[0].name", "AWS_REGION")
            .set("env[0].value", "eu-central-1")
            .set("volumes[0].name", "authorities")
            .set("volumes[0].configMap.name", "authorities")
            .set("volumeMounts[0].name", "authorities")
            .set("volumeMounts[0].mountPath", "/etc/authorities")
            .call();

    assertThat(applyInDryRun(manifests))
        .contains(INSTALLED)
        .contains("networkpolicy.networking.k8s.io/millrace-tasks");
  }

  @Test
  void operatorsPodKeepsToTheRestrictedStandard() throws Exception {
    Pod pod = operatorPod();
    Pod careless =
        new PodBuilder(pod)
            .editSpec()
            .editFirstContainer()
            .editSecurityContext()
            .withAllowPrivilegeEscalation(true)
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();

    assertThat(admin.resource(pod).dryRun().create()).isNotNull();
    assertThatThrownBy(() -> admin.resource(careless).dryRun().create())
        .as("the server enforces the standard")
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("restricted");
    assertThat(
            pod.getSpec()
                .getContainers()
                .getFirst()
                .getSecurityContext()
                .getReadOnlyRootFilesystem())
        .isTrue();
  }

  private static Pod operatorPod() {
    Deployment deployment =
        new KubernetesSerialization()
            .convertValue(
                Chart.rendered(Map.of()).object("Deployment", "millrace/millrace-operator"),
                Deployment.class);
    return new PodBuilder()
        .withNewMetadata()
        .withName("operator")
        .withNamespace(Chart.RELEASE)
        .endMetadata()
        .withSpec(deployment.getSpec().getTemplate().getSpec())
        .build();
  }

  private static Lease leaseOfOperator() {
    return admin.leases().inNamespace(Chart.RELEASE).withName("millrace-operator").get();
  }

  @Test
  void helmInstallsItAndLeavesNothingButTheSegmentsWhenItUninstalls() throws Exception {
    Path kubeconfig = kubeconfig();
    Chart.helm()
        .install()
        .withName(Chart.RELEASE)
        .withNamespace(Chart.RELEASE)
        .withKubeConfig(kubeconfig)
        .call();
    try {
      assertThat(
              admin
                  .apps()
                  .deployments()
                  .inNamespace(Chart.RELEASE)
                  .withName("millrace-operator")
                  .get())
          .isNotNull();
      assertThat(mayOperator("get", "", "secrets", Chart.RELEASE)).isTrue();
      assertThat(mayOperator("list", "", "secrets", Chart.RELEASE)).isFalse();
      assertThat(mayOperator("update", "coordination.k8s.io", "leases", Chart.RELEASE)).isTrue();
      assertThat(mayOperator("create", "", "pods", "default")).isFalse();
      assertThat(leaseOfOperator()).isNotNull();
      // Argo CD applies no Lease, so that the operator has to make it
      assertThat(mayOperator("create", "coordination.k8s.io", "leases", Chart.RELEASE)).isTrue();
      assertThat(mayOperator("create", "coordination.k8s.io", "leases", "default")).isFalse();
    } finally {
      Helm.uninstall(Chart.RELEASE).withNamespace(Chart.RELEASE).withKubeConfig(kubeconfig).call();
    }
    assertThat(
            admin
                .apps()
                .deployments()
                .inNamespace(Chart.RELEASE)
                .withName("millrace-operator")
                .get())
        .isNull();
    assertThat(leaseOfOperator()).isNull();
    assertThat(
            admin
                .persistentVolumeClaims()
                .inNamespace(Chart.RELEASE)
                .withName("millrace-deep-storage")
                .get())
        .isNotNull();
  }

  private static boolean mayOperator(String verb, String group, String resource, String namespace) {
    return admin
        .authorization()
        .v1()
        .localSubjectAccessReview()
        .inNamespace(namespace)
        .create(
            new LocalSubjectAccessReviewBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withUser("system:serviceaccount:millrace:millrace-operator")
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(verb)
                .withGroup(group)
                .withResource(resource)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  private String applyInDryRun(String manifests) throws Exception {
    return kubectl.applyInDryRun(
        kubeconfig(), Files.writeString(scratch.resolve("manifests.yaml"), manifests));
  }

  private Path kubeconfig() throws Exception {
    Config server = admin.getConfiguration();
    return Files.writeString(
        scratch.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: test, cluster: {server: "%s", certificate-authority: %s}}]
        users: [{name: admin, user: {client-certificate: %s, client-key: %s}}]
        contexts: [{name: test, context: {cluster: test, user: admin}}]
        current-context: test
        """
            .formatted(
                server.getMasterUrl(),
                server.getCaCertFile(),
                server.getClientCertFile(),
                server.getClientKeyFile()));
  }
}
