package io.millrace.operator.decide;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerOwner;
import io.millrace.protocol.LedgerSnapshot;
import io.millrace.protocol.Manifest;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.Prepared;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.RowCounters;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A situation to decide about, changed step by step; and what it takes to describe Pods, reports
 * and manifests briefly.
 */
final class Situation {

  static final String UID = "uid";
  static final String OTHER_UID = "other-uid";
  static final String IDENTITY = "cluster{topic=id}";
  static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

  Instant now = NOW;
  boolean suspend;
  Observation.@Nullable Deletion deletion;
  @Nullable ResetRequest reset;
  @Nullable String adopt;
  @Nullable String handoff;
  @Nullable Instant beginsAt;
  Observation.@Nullable Candidate candidate = new Observation.Candidate("s-1", true);
  Settings settings = settings(true, 1);
  SupervisorState state = SupervisorState.NEW;
  StreamObservation stream = known(Map.of("0", "0"), Map.of("0", "0"));
  LedgerObservation ledger = claimed(owner(UID, "installation"), null);
  final List<ObservedPod> pods = new ArrayList<>();
  final Map<GenerationKey, LeftManifests> left = new HashMap<>();
  final Map<String, PodTrouble> refusals = new HashMap<>();

  static Settings settings(boolean earliest, int taskCount) {
    return new Settings(
        "ds", taskCount, 1, Duration.ofHours(1), taskCount, earliest, false, null, null, null);
  }

  static LedgerOwner owner(String uid, String installation) {
    return new LedgerOwner(ProtocolVersion.FORMAT, uid, installation, IDENTITY, "ds");
  }

  /** A ledger that was read, whose datasource is ours. */
  static LedgerObservation.Read claimed(
      @Nullable LedgerOwner owner, @Nullable LedgerSnapshot head) {
    return new LedgerObservation.Read(owner, head, new DataSourceClaim("ds", null));
  }

  /** The head of a chain of a release that did not write installations. */
  static LedgerSnapshot head(long commit, String uid, long epoch, Map<String, String> positions) {
    return head(commit, uid, null, epoch, positions);
  }

  static LedgerSnapshot head(
      long commit,
      String uid,
      @Nullable String installation,
      long epoch,
      Map<String, String> positions) {
    return new LedgerSnapshot(
        ProtocolVersion.FORMAT,
        commit,
        uid,
        installation,
        epoch,
        IDENTITY,
        positions,
        Map.of(),
        RowCounters.ZERO);
  }

  static StreamObservation.Known known(Map<String, String> earliest, Map<String, String> latest) {
    return new StreamObservation.Known(
        description("id", earliest.keySet()), Positions.of(earliest), Positions.of(latest), NOW);
  }

  static StreamDescription description(String topicId, Set<String> partitions) {
    return new StreamDescription(
        "cluster",
        new TreeMap<>(Map.of("topic", topicId)),
        partitions.stream().map(PartitionId::new).collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * A supervisor that has committed {@code offsets} in commit {@code commits}, ledger included,
   * with one group of these generations.
   */
  static Situation reading(Map<String, String> offsets, long commits, Generation... generations) {
    Situation situation = new Situation();
    Positions committed = Positions.of(offsets);
    int next = generations.length == 0 ? 1 : generations[generations.length - 1].number() + 1;
    situation.state =
        new SupervisorState(
            1,
            "s-1",
            description("id", offsets.keySet()),
            committed,
            new Commit(
                commits,
                LedgerEntry.Kind.COMMIT,
                NOW.minusSeconds(100),
                1,
                Positions.NONE,
                Positions.NONE,
                List.of(),
                0,
                0),
            List.of(new TaskGroup(0, 1, committed.partitions(), next, List.of(generations))));
    Map<String, String> earliest = new TreeMap<>(offsets);
    earliest.replaceAll((partition, position) -> "0");
    Map<String, String> latest = new TreeMap<>(offsets);
    latest.replaceAll((partition, position) -> "1000000");
    situation.stream = known(earliest, latest);
    situation.ledger =
        new LedgerObservation.Read(owner(UID, "installation"), head(commits, UID, 1, offsets));
    return situation;
  }

  static Generation generation(
      int number,
      Phase phase,
      @Nullable Map<String, String> start,
      @Nullable Map<String, String> end) {
    Positions from = start == null ? null : Positions.of(start);
    SortedSet<PartitionId> partitions =
        from == null ? new TreeSet<>(Set.of(new PartitionId("0"))) : from.partitions();
    return new Generation(
        number,
        "s-1",
        phase,
        partitions,
        from,
        List.of(),
        end == null ? null : Positions.of(end),
        NOW.minusSeconds(600),
        from == null ? null : NOW.minusSeconds(590),
        1,
        List.of(new Attempt(0, from, NOW.minusSeconds(600), 0, null)),
        List.of(),
        MessageTimeBounds.OPEN);
  }

  static Prepared prepared(
      int generation, String pod, Map<String, String> start, Map<String, String> end) {
    return prepared(UID, 1, generation, pod, start, end);
  }

  static Prepared prepared(
      String supervisor,
      long epoch,
      int generation,
      String pod,
      Map<String, String> start,
      Map<String, String> end) {
    Manifest manifest =
        new Manifest(
            ProtocolVersion.FORMAT,
            supervisor,
            epoch,
            0,
            generation,
            0,
            pod,
            IDENTITY,
            start,
            end,
            MessageTimeBounds.OPEN,
            new RowCounters(10, 10, 0, Map.of(), 0, 100),
            List.of());
    return new Prepared(
        "prepared/%d/%s/%s.json".formatted(generation, start, pod), "digest-" + pod, manifest);
  }

  /** The same, of another task group and stream. */
  static Prepared elsewhere(Prepared prepared, int group, String streamIdentity) {
    Manifest manifest = prepared.manifest();
    return new Prepared(
        prepared.path(),
        prepared.digest(),
        new Manifest(
            manifest.formatVersion(),
            manifest.supervisorUid(),
            manifest.epoch(),
            group,
            manifest.generation(),
            manifest.sequence(),
            manifest.podUid(),
            streamIdentity,
            manifest.start(),
            manifest.end(),
            manifest.messageTimeBounds(),
            manifest.counters(),
            manifest.segments()));
  }

  Situation with(ObservedPod pod) {
    pods.add(pod);
    return this;
  }

  static ObservedPod running(int generation, int attempt, @Nullable Report report) {
    return pod(generation, attempt, ObservedPod.Phase.RUNNING, null, report);
  }

  /** The first Pod of generation 1, which runs and last answered before {@code unanswered}. */
  static ObservedPod heard(Report report, @Nullable Unanswered unanswered, Instant progressedAt) {
    return new ObservedPod(
        new PodName("s", 0, 1, 0),
        "pod-1-0",
        ObservedPod.Phase.RUNNING,
        null,
        NOW.minusSeconds(500),
        NOW.minusSeconds(500),
        "127.0.0.9",
        null,
        report,
        unanswered == null ? NOW : unanswered.since(),
        unanswered,
        progressedAt);
  }

  /** The same, with what is known of when it was heard and got on. */
  static ObservedPod heard(
      ObservedPod pod,
      @Nullable Instant reportedAt,
      @Nullable Unanswered unanswered,
      @Nullable Instant progressedAt) {
    return new ObservedPod(
        pod.name(),
        pod.uid(),
        pod.phase(),
        pod.deletedAt(),
        pod.createdAt(),
        pod.placedAt(),
        pod.address(),
        pod.trouble(),
        pod.report(),
        reportedAt,
        unanswered,
        progressedAt);
  }

  /** The same, deleted, and its grace period is over since so long. */
  static ObservedPod overdue(ObservedPod pod, Duration since) {
    return new ObservedPod(
        pod.name(),
        pod.uid(),
        pod.phase(),
        NOW.minus(since),
        pod.createdAt(),
        pod.placedAt(),
        pod.address(),
        pod.trouble(),
        pod.report(),
        pod.reportedAt(),
        pod.unanswered(),
        pod.progressedAt());
  }

  static ObservedPod pod(
      int generation,
      int attempt,
      ObservedPod.Phase phase,
      @Nullable Instant deletedAt,
      @Nullable Report report) {
    return new ObservedPod(
        new PodName("s", 0, generation, attempt),
        "pod-%d-%d".formatted(generation, attempt),
        phase,
        deletedAt,
        NOW.minusSeconds(500),
        "127.0.0.9",
        phase == ObservedPod.Phase.FAILED ? PodTrouble.failed("exit code 1") : null,
        report,
        report == null ? null : NOW);
  }

  /** One that does not start. */
  static ObservedPod pending(int generation, int attempt, PodTrouble trouble) {
    return new ObservedPod(
        new PodName("s", 0, generation, attempt),
        "pod-%d-%d".formatted(generation, attempt),
        ObservedPod.Phase.PENDING,
        null,
        NOW.minusSeconds(500),
        null,
        trouble,
        null,
        null);
  }

  static Report report(
      TaskState state,
      int generation,
      @Nullable Map<String, String> oldestStart,
      Map<String, String> positions,
      Prepared... prepared) {
    return report(state, generation, null, false, oldestStart, positions, prepared);
  }

  static Report report(
      TaskState state,
      int generation,
      @Nullable Long pausedAt,
      boolean draining,
      @Nullable Map<String, String> oldestStart,
      Map<String, String> positions,
      Prepared... prepared) {
    return new Report(
        ProtocolVersion.TASK_PROTOCOL,
        "pod",
        1,
        state,
        1,
        generation,
        pausedAt,
        draining,
        oldestStart,
        positions,
        List.of(prepared),
        null,
        null,
        1,
        RowCounters.ZERO,
        -1,
        oldestStart == null ? null : NOW.minusSeconds(300),
        List.of());
  }

  Observation observation() {
    return new Observation(
        now,
        UID,
        "s",
        "installation",
        deletion,
        suspend,
        reset,
        adopt,
        candidate,
        settings,
        state,
        pods,
        stream,
        ledger,
        left,
        refusals,
        handoff,
        beginsAt);
  }

  Plan decide() {
    return Decider.decide(observation());
  }

  /**
   * Decides and takes over the state again and again, recording commits at once, until nothing
   * changes; returns the last plan.
   */
  Plan settle() {
    for (int pass = 0; pass < 20; pass++) {
      Plan plan = decide();
      if (plan.next().equals(state)) {
        return plan;
      }
      state = plan.next();
      Commit commit = state.commit();
      if (commit != null
          && ledger instanceof LedgerObservation.Read read
          && read.entries() == commit.sequence() - 1) {
        ledger =
            new LedgerObservation.Read(
                read.owner(), head(commit.sequence(), UID, commit.epoch(), state.offsets().text()));
      }
    }
    throw new AssertionError("the state does not settle: " + state);
  }

  /** Looks for the manifests that are to be looked for; there are none. */
  void lookInVain() {
    actions(Action.LookForManifests.class)
        .forEach(
            look -> left.put(look.generation(), new LeftManifests(look.gonePods(), List.of())));
  }

  Generation generation(int number) {
    return state.groups().getFirst().generation(number).orElseThrow();
  }

  <A extends Action> List<A> actions(Class<A> type) {
    return settle().actions().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
