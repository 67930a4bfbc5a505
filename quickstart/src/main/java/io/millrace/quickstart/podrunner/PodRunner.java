package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.millrace.quickstart.process.ProcessRegister;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the Pods of one namespace as local processes: a scheduler, a kubelet and a garbage collector
 * in one. Started once, closed once; closing it kills all containers and leaves the Pods as they
 * are. When a runner was killed, the next one on the same folder ends the processes that it left,
 * and reports their Pods as failed.
 *
 * <p>Not done, since nothing here needs it: isolation of any kind, resource limits, restarts in
 * place, several containers, liveness probes, and the refreshing of mounted ConfigMaps and Secrets.
 */
public final class PodRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PodRunner.class);
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final PodRunnerSettings settings;
  private final ContainerPlanner planner;
  private final ProcessRegister register;
  private final LoopbackAddresses addresses;
  private final OwnerReferenceCollector collector;
  private final SharedIndexInformer<Pod> informer;
  private final Map<String, Running> workers = new ConcurrentHashMap<>();

  private record Running(PodWorker worker, Thread thread, String podName) {}

  public PodRunner(KubernetesClient client, PodRunnerSettings settings) {
    this.client = client;
    this.settings = settings;
    this.planner = new ContainerPlanner(client, settings);
    this.register = new ProcessRegister(settings.folder().resolve("processes"));
    this.addresses = LoopbackAddresses.open(Path.of(System.getProperty("java.io.tmpdir")));
    this.collector = new OwnerReferenceCollector(client, settings.namespace());
    this.informer = client.pods().inNamespace(settings.namespace()).runnableInformer(0);
  }

  public void start() {
    int leftovers = register.endLeftovers();
    if (leftovers > 0) {
      LOG.info("ended {} processes that an earlier Pod runner left", leftovers);
    }
    informer.addEventHandler(new PodEvents());
    informer.exceptionHandler((started, failure) -> true);
    informer.run();
    collector.start();
  }

  /** The running container processes by Pod name. */
  public Map<String, ProcessHandle> processes() {
    Map<String, ProcessHandle> processes = new TreeMap<>();
    for (Running running : workers.values()) {
      running.worker().process().ifPresent(process -> processes.put(running.podName(), process));
    }
    return processes;
  }

  /** The running container process of a Pod. */
  public Optional<ProcessHandle> process(String podName) {
    return Optional.ofNullable(processes().get(podName));
  }

  @Override
  public void close() {
    collector.close();
    informer.stop();
    List<Running> all = List.copyOf(workers.values());
    all.forEach(running -> running.thread().interrupt());
    for (Running running : all) {
      join(running.thread());
    }
    register.endLeftovers();
    addresses.close();
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Running start(Pod pod) {
    PodWorker worker =
        new PodWorker(
            pod,
            settings,
            new PodApi(client, pod),
            planner,
            addresses,
            register,
            InstantSource.system());
    String name = pod.getMetadata().getName();
    Thread thread = Thread.ofPlatform().daemon().name("pod " + name).start(worker);
    return new Running(worker, thread, name);
  }

  /** Level-based: an event may come late, twice, or stand for several. */
  private final class PodEvents implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      observe(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
        onDelete(before, true);
      }
      observe(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknownFinalState) {
      Running running = workers.remove(pod.getMetadata().getUid());
      if (running != null) {
        running.worker().demand().gone();
      }
    }

    private void observe(Pod pod) {
      Running running = workers.computeIfAbsent(pod.getMetadata().getUid(), uid -> start(pod));
      if (pod.getMetadata().getDeletionTimestamp() != null) {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        running.worker().demand().delete(grace == null ? DEFAULT_GRACE : Duration.ofSeconds(grace));
      }
    }
  }
}
