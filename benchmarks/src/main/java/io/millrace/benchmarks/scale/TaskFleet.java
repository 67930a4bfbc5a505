package io.millrace.benchmarks.scale;

import io.millrace.operator.task.TaskPod;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.Report;
import io.millrace.protocol.Scheduler;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The tasks of all Pods, and the way to them. Thread-safe. */
final class TaskFleet implements TaskClient {

  private static final Duration PUBLISHING = Duration.ofSeconds(10);
  private static final Duration EXIT = Duration.ofSeconds(1);
  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

  private final MemoryStorage storage;
  private final Scheduler world;
  private final Waits waits;
  private final Exits exits;
  private final Map<String, ScaleTask> byUid = new ConcurrentHashMap<>();
  private volatile Predicate<String> stuck = uid -> false;

  /** How a call waits. */
  interface Waits {

    /** Waits for news of {@code task} above {@code after}, at most for {@code limit}. */
    void forNews(ScaleTask task, long after, Duration limit);

    /** Waits for nothing. */
    void pass(Duration length);
  }

  /** Is told of processes that end with status 0. */
  @FunctionalInterface
  interface Exits {
    void ended(TaskPod pod, String uid);
  }

  /**
   * @param world time of tasks, which is not the operator's
   */
  TaskFleet(MemoryStorage storage, Scheduler world, Waits waits, Exits exits) {
    this.storage = storage;
    this.world = world;
    this.waits = waits;
    this.exits = exits;
  }

  void start(TaskPod pod, String uid, SteadyStream stream) {
    byUid.put(uid, new ScaleTask(pod, uid, stream, world));
  }

  void remove(String uid) {
    byUid.remove(uid);
  }

  /** From now on calls to these Pods get no answer, and say so only when they time out. */
  void makeStuck(Predicate<String> podUids) {
    stuck = podUids;
  }

  @Override
  public void assign(TaskAddress address, Assignment assignment) throws TaskCallException {
    ScaleTask task = reach(address);
    act(address.podUid(), task, task.assign(assignment));
  }

  @Override
  public Report report(TaskAddress address, long after, Duration wait) throws TaskCallException {
    ScaleTask task = reach(address);
    if (!wait.isZero()) {
      waits.forNews(task, after, wait);
    }
    return task.report();
  }

  private ScaleTask reach(TaskAddress address) throws TaskCallException {
    if (stuck.test(address.podUid())) {
      waits.pass(HTTP_TIMEOUT);
      throw new TaskCallException(
          TaskCallException.Kind.UNREACHABLE, "no answer within " + HTTP_TIMEOUT, null);
    }
    ScaleTask task = byUid.get(address.podUid());
    if (task == null) {
      throw new TaskCallException(TaskCallException.Kind.UNREACHABLE, "nobody is there", null);
    }
    return task;
  }

  private void act(String uid, ScaleTask task, ScaleTask.Next next) {
    switch (next) {
      case NOTHING -> {}
      case PREPARE -> world.after(PUBLISHING, () -> task.prepare(storage));
      case EXIT ->
          world.after(
              EXIT,
              () -> {
                byUid.remove(uid);
                exits.ended(task.pod(), uid);
              });
    }
  }
}
