package io.millrace.operator.decide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException;
import io.millrace.deepstorage.FakeDeepStorage;
import io.millrace.operator.ledger.Ledger;
import io.millrace.operator.ledger.StatusCommit;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory around the real {@link Decider} and the real {@link Ledger}: two leaders that
 * may act on old copies of the resource, Pods that die, linger and come back, answers that get
 * lost. What it checks is what deep storage and the resource hold.
 */
final class DecideWorld {

  static final String UID = "supervisor-uid";
  private static final ManifestPaths PATHS = new ManifestPaths("ns", "s");

  final Random random;
  final FakeDeepStorage storage = new FakeDeepStorage();
  final SortedMap<PartitionId, Long> earliest = new TreeMap<>();
  final SortedMap<PartitionId, Long> latest = new TreeMap<>();
  final Map<String, SimulatedPod> pods = new LinkedHashMap<>();
  final List<Leader> leaders = new ArrayList<>();
  final List<String> trace = new ArrayList<>();
  SupervisorState state = SupervisorState.NEW;
  Instant now = Instant.parse("2026-11-22T05:00:00Z");
  boolean suspend;
  @Nullable String handoff;
  Settings settings;
  private int revision = 1;
  private final List<SimulatedPod> unseen = new ArrayList<>();
  private final List<Action.Assign> onTheirWay = new ArrayList<>();
  private boolean faulty;
  private SupervisorState older = state;
  private int podCount;
  private @Nullable ResetRequest reset;

  DecideWorld(long seed, int partitions, int taskCount, int replicas) {
    random = new Random(seed);
    for (int i = 0; i < partitions; i++) {
      latest.put(new PartitionId(String.valueOf(i)), 0L);
    }
    settings = settings(taskCount, replicas, taskCount);
    leaders.add(new Leader());
    leaders.add(new Leader());
  }

  private static Settings settings(int taskCount, int replicas, @Nullable Integer stopTaskCount) {
    return new Settings(
        "ds",
        taskCount,
        replicas,
        Duration.ofSeconds(60),
        stopTaskCount,
        true,
        true,
        null,
        null,
        null);
  }

  /** Another number of task groups, as often as not with a limit on those that end at once. */
  void rescale() {
    int taskCount = 1 + random.nextInt(4);
    settings = settings(taskCount, settings.replicas(), random.nextBoolean() ? taskCount : 1);
    trace.add("rescale to " + settings.taskCount() + ", " + settings.stopTaskCount() + " may end");
  }

  /** A Pod and the process in it. */
  static final class SimulatedPod {
    final SimulatedTask task;
    final Instant createdAt;
    ObservedPod.Phase phase = ObservedPod.Phase.PENDING;
    @Nullable Instant deletedAt;

    SimulatedPod(SimulatedTask task, Instant createdAt) {
      this.task = task;
      this.createdAt = createdAt;
    }
  }

  /** What one operator process holds in memory. */
  final class Leader {
    Ledger ledger = new Ledger(storage, PATHS);
    final Map<GenerationKey, LeftManifests> left = new HashMap<>();
    final Map<String, Report> heard = new HashMap<>();
    final Map<String, Instant> heardAt = new HashMap<>();

    void restart() {
      ledger = new Ledger(storage, PATHS);
      left.clear();
      heard.clear();
      heardAt.clear();
    }

    /** What it knows of a task, which may be old, or nothing yet. */
    void listen(SimulatedPod pod) {
      if (pod.phase == ObservedPod.Phase.RUNNING && !(faulty && random.nextInt(3) == 0)) {
        heard.put(pod.task.uid, pod.task.report());
        heardAt.put(pod.task.uid, now);
      }
    }

    /**
     * One iteration; with {@code crashAfter} actions done it dies. Returns whether the state
     * changed.
     */
    boolean iterate(SupervisorState seen, int crashAfter) {
      Plan plan = Decider.decide(observe(seen, this));
      if (!plan.next().equals(seen)) {
        if (!seen.equals(state)) {
          trace.add("conflict");
          return false;
        }
        WrittenOnce.check(state, plan.next());
        checkNothingIsGivenUp(plan.next().commit());
        older = state;
        state = plan.next();
        trace.add("state " + plan.actions());
        return true;
      }
      int done = 0;
      for (Action action : plan.actions()) {
        if (done++ == crashAfter) {
          trace.add("crash");
          restart();
          return false;
        }
        perform(action, this, seen);
      }
      return false;
    }
  }

  Observation observe(SupervisorState seen, Leader leader) {
    StreamDescription description =
        new StreamDescription(
            "cluster", new TreeMap<>(Map.of("t", "id")), new TreeSet<>(latest.keySet()));
    SortedMap<PartitionId, Position> first = new TreeMap<>();
    SortedMap<PartitionId, Position> newest = new TreeMap<>();
    SortedMap<PartitionId, Position> middle = new TreeMap<>();
    latest.forEach(
        (partition, end) -> {
          long begin = earliest.getOrDefault(partition, 0L);
          first.put(partition, Position.of(begin));
          newest.put(partition, Position.of(end));
          middle.put(partition, Position.of((begin + end) / 2));
        });
    return new Observation(
        now,
        UID,
        "s",
        "installation",
        null,
        suspend,
        reset,
        null,
        new Observation.Candidate("s-" + revision, true),
        settings,
        seen,
        pods.values().stream().map(pod -> observe(pod, leader)).toList(),
        new StreamObservation.Known(
            description,
            new Positions(first),
            new Positions(newest),
            now,
            new StreamQuestion(seen.offsets(), reset),
            new Positions(middle)),
        leader.ledger.observation(),
        leader.left,
        Map.of(),
        handoff,
        null);
  }

  private static ObservedPod observe(SimulatedPod pod, Leader leader) {
    leader.listen(pod);
    boolean answers = pod.phase == ObservedPod.Phase.RUNNING;
    return new ObservedPod(
        pod.task.name,
        pod.task.uid,
        pod.phase,
        pod.deletedAt,
        pod.createdAt,
        answers ? "127.0.0.2" : null,
        pod.phase == ObservedPod.Phase.FAILED ? PodTrouble.failed("exit code 137") : null,
        leader.heard.get(pod.task.uid),
        leader.heardAt.get(pod.task.uid));
  }

  private void perform(Action action, Leader leader, SupervisorState seen) {
    switch (action) {
      case Action.WriteRevision ignored -> {}
      case Action.ReadLedger ignored -> leader.ledger.read(inStatus(seen));
      case Action.ClaimLedger claim ->
          leader.ledger.claim(
              new LedgerOwner(
                  ProtocolVersion.FORMAT,
                  UID,
                  "installation",
                  claim.streamIdentity(),
                  claim.dataSource()));
      case Action.RecordCommit ignored -> leader.ledger.record(requireNonNull(inStatus(seen)));
      case Action.LookForManifests look ->
          leader
              .ledger
              .lookForManifests(look.generation(), look.gonePods())
              .ifPresent(found -> leader.left.put(look.generation(), found));
      case Action.CreatePod create -> {
        String name = create.name().toString();
        if (!pods.containsKey(name)) {
          String uid = "pod-" + podCount++;
          pods.put(
              name,
              new SimulatedPod(
                  new SimulatedTask(create.name(), uid, create.epoch(), create.replicas(), storage),
                  now));
          trace.add("create " + name);
        }
      }
      case Action.DeletePod delete -> {
        SimulatedPod pod = pods.get(delete.name().toString());
        if (pod != null && pod.task.uid.equals(delete.uid())) {
          assertThat(isWanted(pod.task.name))
              .as("%s is no present attempt of what is to be committed", pod.task.name)
              .isFalse();
          deleteGracefully(pod);
        }
      }
      case Action.Assign assign -> {
        if (faulty && random.nextInt(4) == 0) {
          onTheirWay.add(assign);
        } else {
          deliver(assign);
        }
      }
      case Action.Announce announce -> trace.add(announce.note());
      case Action.Release ignored -> {}
    }
  }

  private static @Nullable StatusCommit inStatus(SupervisorState seen) {
    return seen.commit() == null
        ? null
        : new StatusCommit(seen.commit(), seen.offsets(), "cluster{t=id}", UID, "installation");
  }

  private void deliver(Action.Assign assign) {
    SimulatedPod pod = pods.get(assign.name().toString());
    if (pod != null
        && pod.task.uid.equals(assign.uid())
        && pod.phase == ObservedPod.Phase.RUNNING) {
      pod.task.assign(assign.assignment(), now);
    }
  }

  /** Whether the state as it is stored relies on the Pod of this name. */
  private boolean isWanted(PodName name) {
    return state
        .group(name.group())
        .flatMap(group -> group.generation(name.generation()))
        .filter(generation -> generation.phase() != Phase.COMMITTED)
        .filter(generation -> generation.attempt(name.attempt()).isPresent())
        .isPresent();
  }

  private void deleteGracefully(SimulatedPod pod) {
    if (pod.phase == ObservedPod.Phase.RUNNING) {
      pod.deletedAt = now.plusSeconds(30);
      pod.task.drain();
    } else {
      pods.remove(pod.task.name.toString());
    }
  }

  /** Everything that happens by itself: Pods start, tasks read and prepare, processes end. */
  void live(boolean faults) {
    faulty = faults;
    now = now.plusMillis(500L + random.nextInt(1_500));
    if (!onTheirWay.isEmpty() && random.nextBoolean()) {
      deliver(onTheirWay.remove(random.nextInt(onTheirWay.size())));
    }
    unseen.forEach(pod -> liveTask(pod, faults));
    unseen.removeIf(pod -> random.nextInt(20) == 0);
    for (SimulatedPod pod : List.copyOf(pods.values())) {
      if (pod.phase == ObservedPod.Phase.PENDING && random.nextInt(3) == 0) {
        pod.phase = ObservedPod.Phase.RUNNING;
      }
      if (pod.phase == ObservedPod.Phase.RUNNING) {
        liveTask(pod, faults);
      }
      boolean ended =
          pod.phase == ObservedPod.Phase.SUCCEEDED || pod.phase == ObservedPod.Phase.FAILED;
      if (pod.deletedAt != null && (ended || now.isAfter(pod.deletedAt))) {
        pods.remove(pod.task.name.toString());
      }
    }
  }

  private void liveTask(SimulatedPod pod, boolean faults) {
    for (PartitionId partition : latest.keySet()) {
      if (random.nextBoolean()) {
        pod.task.read(
            partition,
            earliest.getOrDefault(partition, 0L),
            latest.get(partition),
            random.nextInt(faults ? 20 : 200));
      }
    }
    boolean must = pod.task.isAtEnd() || pod.deletedAt != null || pod.task.report().draining();
    if (random.nextInt(must ? 2 : 15) == 0) {
      pod.task.prepare(faults && random.nextInt(8) == 0);
    }
    if (faults && random.nextInt(30) == 0) {
      pod.task.pauseEnds();
    }
    if (random.nextInt(15) == 0) {
      pod.task.growLong();
      pod.task.giveOpenUp();
    }
    if (pod.task.hasFailed()) {
      pod.phase = ObservedPod.Phase.FAILED;
    } else if (pod.task.isDone()) {
      pod.phase = ObservedPod.Phase.SUCCEEDED;
    }
  }

  /** One thing that goes wrong. */
  void fault() {
    Optional<SimulatedPod> pod = any(pods.values());
    switch (random.nextInt(16)) {
      case 0 ->
          pod.filter(p -> p.phase == ObservedPod.Phase.RUNNING)
              .ifPresent(p -> p.phase = ObservedPod.Phase.FAILED);
      case 1 -> pod.ifPresent(this::deleteGracefully);
      case 2 -> pod.ifPresent(this::vanish);
      case 3 -> leaders.get(random.nextInt(2)).restart();
      case 4 -> leaders.get(random.nextInt(2)).iterate(older, Integer.MAX_VALUE);
      case 5 -> leaders.get(random.nextInt(2)).iterate(state, random.nextInt(3));
      case 10 -> {
        if (random.nextInt(3) == 0) {
          rescale();
        }
      }
      case 11 -> {
        if (random.nextInt(5) == 0) {
          trace.add("revision " + ++revision);
        }
      }
      case 6 -> suspend = random.nextInt(4) == 0;
      case 7 -> storage.loseNextAnswer();
      case 8 -> {
        storage.heal();
        if (random.nextInt(3) == 0) {
          storage.failWith(DeepStorageException.Kind.UNREACHABLE);
        }
      }
      case 9 -> {
        if (random.nextInt(10) == 0) {
          settings =
              settings(settings.taskCount(), 1 + random.nextInt(3), settings.stopTaskCount());
        }
      }
      case 12 -> retain();
      case 13 -> {
        if (random.nextInt(3) == 0) {
          ask();
        }
      }
      case 14 -> askForHandoff();
      default -> {
        if (latest.size() < 8 && random.nextInt(20) == 0) {
          latest.put(new PartitionId(String.valueOf(latest.size())), (long) random.nextInt(50));
        }
      }
    }
  }

  /** Early, of all task groups or of one, which may not be there. */
  private void askForHandoff() {
    handoff = "at-" + now.toEpochMilli() + (random.nextBoolean() ? "" : "/" + random.nextInt(4));
    trace.add("handoff " + handoff);
  }

  /** Retention takes the oldest records of a partition, at times all of them. */
  private void retain() {
    any(latest.keySet())
        .ifPresent(
            partition ->
                earliest.merge(
                    partition,
                    Math.max(0, latest.getOrDefault(partition, 0L) - random.nextInt(60)),
                    Math::max));
  }

  /** Somebody asks for other positions, of all partitions or of one. */
  private void ask() {
    ResetRequest.To to = List.of(ResetRequest.To.values()).get(random.nextInt(4));
    PartitionId one = any(latest.keySet()).orElseThrow();
    reset =
        new ResetRequest(
            reset == null ? 1 : reset.nonce() + 1,
            to,
            to == ResetRequest.To.TIMESTAMP ? now : null,
            to == ResetRequest.To.POSITION
                ? new Positions(
                    new TreeMap<>(Map.of(one, Position.of(latest.getOrDefault(one, 0L)))))
                : Positions.NONE,
            to != ResetRequest.To.POSITION && random.nextBoolean()
                ? new TreeSet<>(Set.of(one))
                : new TreeSet<>());
  }

  /** Case 54: what somebody who lives has read, and could commit, is not skipped. */
  private void checkNothingIsGivenUp(@Nullable Commit commit) {
    if (commit == null || commit.kind() != LedgerEntry.Kind.LOST) {
      return;
    }
    for (SimulatedPod pod : pods.values()) {
      boolean lives =
          pod.phase == ObservedPod.Phase.RUNNING
              && state
                  .group(pod.task.name.group())
                  .filter(group -> group.epoch() == pod.task.epoch)
                  .isPresent();
      commit
          .from()
          .byPartition()
          .forEach(
              (partition, from) ->
                  assertThat(
                          lives
                              && commit.sequence() > state.commits()
                              && pod.task.holds(partition, from))
                      .as("%s holds rows of partition %s after %s", pod.task.name, partition, from)
                      .isFalse());
    }
  }

  /** The API server forgets a Pod; its process may go on for a while and write manifests. */
  private void vanish(SimulatedPod pod) {
    pods.remove(pod.task.name.toString());
    if (pod.phase == ObservedPod.Phase.RUNNING && random.nextBoolean()) {
      unseen.add(pod);
    }
  }

  void produce() {
    latest.replaceAll((partition, end) -> end + random.nextInt(10));
  }

  void settle(int leader) {
    for (int pass = 0; pass < 30 && leaders.get(leader).iterate(state, Integer.MAX_VALUE); pass++) {
      // again at once while the state changes
    }
  }

  /** The ledger as it lies in deep storage, checked link by link. */
  List<LedgerEntry> ledger() throws DeepStorageException, IOException {
    List<LedgerEntry> entries = new ArrayList<>();
    for (Optional<byte[]> file = storage.read(PATHS.ledgerEntry(1));
        file.isPresent();
        file = storage.read(PATHS.ledgerEntry(entries.size() + 1))) {
      entries.add(ProtocolJson.read(file.get(), LedgerEntry.class));
    }
    return entries;
  }

  Positions newest() {
    SortedMap<PartitionId, Position> newest = new TreeMap<>();
    latest.forEach((partition, end) -> newest.put(partition, Position.of(end)));
    return new Positions(newest);
  }

  private <T> Optional<T> any(Collection<T> all) {
    return all.isEmpty()
        ? Optional.empty()
        : all.stream().skip(random.nextInt(all.size())).findFirst();
  }
}
