package io.millrace.operator.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A kube-apiserver with the CRD, started once for all tests of a JVM, and a namespace with the
 * shipped Role for each test.
 */
public final class RealApiServer {

  private static final String SERVICE_ACCOUNT = "millrace-operator";
  private static final Path INSTALLED = Path.of("..", "manifests", "base");
  private static final int START_LIMIT_MILLIS = 180_000;
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static @Nullable RealApiServer instance;

  private final Config admin;
  private final KubernetesClient client;

  private RealApiServer() {
    KubeAPIServer server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout(START_LIMIT_MILLIS)
                .build());
    server.start();
    admin = Config.fromKubeconfig(server.getKubeConfigYaml());
    client = new KubernetesClientBuilder().withConfig(admin).build();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      client.close();
                      server.stop();
                    }));
    createDefinition();
  }

  /**
   * The one server of this JVM, started at the first call. Skips the calling test where its
   * programs are missing, or fails it with {@code CI=true}.
   */
  public static synchronized RealApiServer instance() {
    if (instance == null) {
      ApiServerBinaries.foundOrSkipped();
      instance = new RealApiServer();
    }
    return instance;
  }

  /** A client that may do everything. */
  public KubernetesClient admin() {
    return client;
  }

  /**
   * A new namespace with the shipped Lease, in which the operator's service account has the shipped
   * Role and nothing else.
   */
  public String createNamespace() {
    String name = "test-" + NAMESPACES.incrementAndGet();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    Role role = shipped("role.yaml", Role.class);
    role.getMetadata().setNamespace(name);
    client.resource(role).create();
    Lease lease = shipped("lease.yaml", Lease.class);
    lease.getMetadata().setNamespace(name);
    client.resource(lease).create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(SERVICE_ACCOUNT)
                .withNamespace(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", role.getMetadata().getName())
                .addNewSubject(null, "ServiceAccount", SERVICE_ACCOUNT, name)
                .build())
        .create();
    return name;
  }

  /**
   * A client with the rights of the operator of {@code namespace} and no others, whose writes are
   * counted.
   */
  public KubernetesClient asOperator(String namespace, CountedWrites writes) {
    return new KubernetesClientBuilder()
        .withConfig(operatorConfig(namespace))
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("writes", writes))
        .build();
  }

  private Config operatorConfig(String namespace) {
    return new ConfigBuilder(admin)
        .withNamespace(namespace)
        .withImpersonateUsername(
            "system:serviceaccount:%s:%s".formatted(namespace, SERVICE_ACCOUNT))
        .withImpersonateGroups(
            "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated")
        .build();
  }

  private static <T> T shipped(String file, Class<T> type) {
    try (InputStream yaml = Files.newInputStream(INSTALLED.resolve(file))) {
      return Serialization.unmarshal(yaml, type);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " of the installation cannot be read", e);
    }
  }

  private void createDefinition() {
    String path = "/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml";
    try (InputStream yaml = StreamSupervisor.class.getResourceAsStream(path)) {
      CustomResourceDefinition definition =
          Serialization.unmarshal(yaml, CustomResourceDefinition.class);
      client.resource(definition).create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> client.resources(StreamSupervisor.class).inAnyNamespace().list() != null);
  }
}
