package io.millrace.quickstart.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.DeepStorageSettings;
import io.millrace.deepstorage.DeepStorages;
import io.millrace.quickstart.podrunner.Images;
import io.millrace.quickstart.podrunner.PodRunner;
import io.millrace.quickstart.podrunner.PodRunnerSettings;
import io.millrace.quickstart.process.ProcessRegister;
import io.millrace.quickstart.proof.LocalSegments;
import io.millrace.quickstart.proof.SegmentOpener;
import io.millrace.streams.testing.KafkaBroker;
import io.millrace.streams.testing.KafkaBrokerSetup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API server, Kafka broker, Pod runner and operator on one machine, with a folder as deep storage.
 * Closing it stops everything, in the reverse order; what a killed predecessor left running in the
 * same folder is ended at the start. Closed once, by any thread.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final String IMAGE = "millrace";
  private static final String CLAIM = "deep-storage";
  private static final String CRD = "/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final String namespace;
  private final Path folder;
  private final KubernetesClient client;
  private final DeepStorage storage;
  private final KafkaBroker broker;
  private final PodRunner podRunner;
  private final OperatorProcess operator;
  private final ApiServer apiServer;

  /**
   * How it is to run.
   *
   * @param folder where everything lies: logs, volumes, deep storage
   * @param checkout where the programs are
   * @param namespace where supervisors and Pods live
   * @param environment more variables for the operator
   * @param progress told what is being started
   */
  public record Settings(
      Path folder,
      Checkout checkout,
      String namespace,
      Map<String, String> environment,
      Consumer<String> progress) {}

  /** Starts everything on {@code server}, which it closes at its own end. */
  public static LocalCluster start(Settings settings, ApiServer server) throws IOException {
    return new LocalCluster(settings, server);
  }

  private LocalCluster(Settings settings, ApiServer server) throws IOException {
    this.namespace = settings.namespace();
    this.folder = Files.createDirectories(settings.folder());
    this.apiServer = opened(server);
    try {
      ProcessRegister register = new ProcessRegister(folder.resolve("processes"));
      register.endLeftovers();
      writeKubeconfig();
      this.client = opened(server.newClient());
      settings.progress().accept("installing the CRD");
      installCrd();
      this.storage = opened(openStorage());
      settings.progress().accept("starting a Kafka broker");
      this.broker = opened(KafkaBrokerSetup.in(folder.resolve("kafka")).start());
      this.podRunner = opened(new PodRunner(client, podRunnerSettings(settings.checkout())));
      podRunner.start();
      settings.progress().accept("starting the operator");
      this.operator =
          opened(
              OperatorProcess.start(
                  settings.checkout().operatorLibraries(),
                  operatorEnvironment(settings.environment()),
                  folder.resolve("operator.log"),
                  register));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  public KubernetesClient client() {
    return client;
  }

  public String namespace() {
    return namespace;
  }

  public ApiServer apiServer() {
    return apiServer;
  }

  public KafkaBroker broker() {
    return broker;
  }

  public PodRunner podRunner() {
    return podRunner;
  }

  public OperatorProcess operator() {
    return operator;
  }

  public DeepStorage storage() {
    return storage;
  }

  public Path folder() {
    return folder;
  }

  public Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /** Creates a supervisor, as {@code kubectl apply} does. */
  public Supervisor apply(SupervisorManifest manifest) {
    return apply(manifest, storage, new LocalSegments());
  }

  /**
   * Creates a supervisor whose spec names another deep storage than the cluster's own.
   *
   * @param place that deep storage
   * @param segments opens what is published there
   */
  public Supervisor apply(SupervisorManifest manifest, DeepStorage place, SegmentOpener segments) {
    client.resource(manifest.in(namespace)).create();
    return new Supervisor(client, place, segments, namespace, manifest.name());
  }

  @Override
  public void close() {
    synchronized (parts) {
      while (!parts.isEmpty()) {
        closeQuietly(parts.pop());
      }
    }
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("closing {} failed", part.getClass().getSimpleName(), e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  private DeepStorage openStorage() throws IOException {
    Path base = Files.createDirectories(podSettings(Images.of(Map.of())).claim(CLAIM));
    try {
      return DeepStorages.open(new DeepStorageSettings.Local(base));
    } catch (DeepStorageException e) {
      throw new IOException("deep storage cannot be opened", e);
    }
  }

  private PodRunnerSettings podRunnerSettings(Checkout checkout) {
    return podSettings(Images.of(Map.of(IMAGE, checkout.taskInstall())));
  }

  private PodRunnerSettings podSettings(Images images) {
    return new PodRunnerSettings(namespace, folder, images, "localhost");
  }

  private void writeKubeconfig() throws IOException {
    Files.deleteIfExists(kubeconfig());
    Files.createFile(
        kubeconfig(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(kubeconfig(), apiServer.kubeconfig());
  }

  private void installCrd() throws IOException {
    if (client.namespaces().withName(namespace).get() == null) {
      client
          .resource(
              new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
          .create();
    }
    try (InputStream yaml = StreamSupervisor.class.getResourceAsStream(CRD)) {
      CustomResourceDefinition crd =
          client.apiextensions().v1().customResourceDefinitions().load(yaml).item();
      client.resource(crd).createOr(existing -> existing.update());
      if (apiServer instanceof RealApiServer) {
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(crd.getMetadata().getName())
            .waitUntilCondition(LocalCluster::isEstablished, 1, TimeUnit.MINUTES);
      }
    }
  }

  private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    "Established".equals(condition.getType())
                        && "True".equals(condition.getStatus()));
  }

  private Map<String, String> operatorEnvironment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBECONFIG", kubeconfig().toString());
    environment.put("MILLRACE_NAMESPACE", namespace);
    environment.put("MILLRACE_POD_NAME", "millrace-operator-0");
    environment.put("MILLRACE_TASK_IMAGE", IMAGE);
    environment.put("MILLRACE_DEEP_STORAGE_TYPE", "local");
    environment.put("MILLRACE_DEEP_STORAGE_CLAIM", CLAIM);
    environment.put(
        "MILLRACE_DEEP_STORAGE_DIR", podSettings(Images.of(Map.of())).claim(CLAIM).toString());
    environment.put("MILLRACE_HTTP_PORT", "0");
    environment.putAll(more);
    return environment;
  }
}
