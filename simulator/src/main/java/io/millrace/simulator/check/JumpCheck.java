package io.millrace.simulator.check;

import io.millrace.crds.v1alpha1.Reset;
import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskState;
import io.millrace.runner.life.Attempt;
import io.millrace.simulator.stream.GeneratedStream;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Judges commits that move positions otherwise than by what was read. */
public final class JumpCheck {

  private final Violations violations;
  private final GeneratedStream stream;
  private final Supplier<Map<Attempt, Report>> living;
  private final Map<Long, List<Wish>> wishes = new HashMap<>();

  /** Numbers of the commits that did resets, by nonce. */
  private final Map<Long, Long> done = new HashMap<>();

  /** What was asked for, and where the partitions that there were began and ended then. */
  private record Wish(Reset reset, Map<Integer, Long> earliest, Map<Integer, Long> latest) {}

  /**
   * @param living tasks that are alive and whose Pods the API server knows
   */
  public JumpCheck(
      Violations violations, GeneratedStream stream, Supplier<Map<Attempt, Report>> living) {
    this.violations = violations;
    this.stream = stream;
    this.living = living;
  }

  /** The user asks for a reset. */
  public void asked(Reset reset) {
    Map<Integer, Long> earliest = new HashMap<>();
    Map<Integer, Long> latest = new HashMap<>();
    for (int number : stream.present()) {
      earliest.put(number, stream.earliest(number));
      latest.put(number, stream.latest(number));
    }
    wishes
        .computeIfAbsent(reset.nonce(), absent -> new ArrayList<>())
        .add(new Wish(reset, earliest, latest));
  }

  /** A first baseline takes note of the request that stands in the spec. */
  void baseline(Commit commit) {
    LedgerReset reset = commit.reset();
    if (reset != null && reset.nonce() != null) {
      done.put(reset.nonce(), commit.sequence());
    }
  }

  /**
   * What a resource that was released too early had not written to the ledger yet, the one that
   * takes over does not know of.
   */
  void takenOver(Commit commit) {
    done.values().removeIf(sequence -> sequence >= commit.sequence());
  }

  void reset(SupervisorState then, SupervisorState now, Commit commit) {
    LedgerReset reset = commit.reset();
    boolean other = isOther(then, now);
    require(
        reset != null && (other || reset.nonce() != null),
        () -> "commit %d resets without a wish".formatted(commit.sequence()));
    if (reset == null) {
      return;
    }
    if (reset.nonce() != null) {
      require(
          done.put(reset.nonce(), commit.sequence()) == null,
          () -> "reset %d is done again".formatted(reset.nonce()));
      List<String> changed = other ? List.of() : changedTopics(then, now);
      Positions committed = other ? Positions.NONE : without(commit.from(), changed);
      Set<PartitionId> moved = moved(commit, other, changed, now);
      require(
          wishes.getOrDefault(reset.nonce(), List.of()).stream()
              .anyMatch(wish -> grants(wish, committed, moved, commit, now)),
          () -> "%s is not what was asked for: %s".formatted(commit, wishes.get(reset.nonce())));
    } else {
      requireFromBeginning(now, commit);
    }
    fences(then, now, commit);
  }

  /** What nobody asked for skips nothing: the stream may begin later by now, and not sooner. */
  private void requireFromBeginning(SupervisorState now, Commit commit) {
    commit
        .to()
        .byPartition()
        .forEach(
            (partition, to) -> {
              long earliest = stream.earliest(number(stream, partition, now));
              require(
                  Long.parseLong(to.value()) <= earliest,
                  () ->
                      "partition %s is reset to %s without a wish; the stream begins at %d"
                          .formatted(partition, to, earliest));
            });
  }

  /** Whether no topic is the one that it was; of several, some may be. */
  private static boolean isOther(SupervisorState then, SupervisorState now) {
    return then.stream() == null
        || now.stream() == null
        || Collections.disjoint(
            then.stream().topics().entrySet(), now.stream().topics().entrySet());
  }

  /** Topics that were created again or are gone. */
  private static List<String> changedTopics(SupervisorState then, SupervisorState now) {
    return Objects.requireNonNull(now.stream())
        .changedTopics(Objects.requireNonNull(then.stream()));
  }

  private static Positions without(Positions positions, List<String> topics) {
    return positions.without(
        positions.partitions().stream()
            .filter(partition -> partition.topic().filter(topics::contains).isPresent())
            .toList());
  }

  /**
   * What a reset has moved, but for partitions that a topic had before it was created again, and
   * has no more: nobody asks for those.
   */
  private static Set<PartitionId> moved(
      Commit commit, boolean other, List<String> changed, SupervisorState now) {
    Set<PartitionId> moved = new HashSet<>(commit.to().partitions());
    if (!other) {
      StreamDescription present = Objects.requireNonNull(now.stream());
      Set<String> createdAgain = new HashSet<>(changed);
      createdAgain.retainAll(present.topics().keySet());
      commit.from().partitions().stream()
          .filter(
              partition ->
                  present.partitions().contains(partition)
                      || partition.topic().filter(createdAgain::contains).isEmpty())
          .forEach(moved::add);
    }
    return moved;
  }

  void lost(SupervisorState then, SupervisorState now, Commit commit) {
    Map<Attempt, Report> tasks = living.get();
    commit
        .to()
        .byPartition()
        .forEach(
            (partition, to) -> {
              int number = number(stream, partition, then);
              Position from = commit.from().at(partition);
              violations.require(
                  Long.parseLong(to.value()) <= stream.earliest(number) && from.compareTo(to) < 0,
                  Rule.ONLY_LOST_IS_SKIPPED,
                  () ->
                      "partition %s goes from %s to %s; the stream begins at %d"
                          .formatted(partition, from, to, stream.earliest(number)));
              tasks.forEach(
                  (attempt, report) ->
                      violations.require(
                          !holds(then, now, attempt, report, partition, from, to),
                          Rule.ONLY_LOST_IS_SKIPPED,
                          () ->
                              "%s has read some of partition %s between %s and %s, which is given up"
                                  .formatted(attempt.podName(), partition, from, to)));
            });
  }

  /**
   * Whether the task has read rows between {@code from} and {@code to} that its generation may
   * still commit: also one that began to read behind {@code from}. One that has ended its work and
   * prepared nothing of it left it to others.
   */
  private static boolean holds(
      SupervisorState then,
      SupervisorState now,
      Attempt attempt,
      Report report,
      PartitionId partition,
      Position from,
      Position to) {
    Optional<Generation> generation =
        then.group(attempt.group())
            .filter(group -> group.epoch() == attempt.epoch())
            .flatMap(group -> group.generation(attempt.generation()))
            .filter(known -> known.phase() != Phase.COMMITTED)
            .filter(known -> !lostItsWay(then, now, attempt, known));
    Positions oldest =
        report.oldestStart() == null ? Positions.NONE : Positions.of(report.oldestStart());
    Positions reached = Positions.of(report.positions());
    boolean leftIt = report.state() == TaskState.COMPLETED && report.prepared().isEmpty();
    if (generation.isEmpty() || leftIt || !oldest.has(partition) || !reached.has(partition)) {
      return false;
    }
    Positions end = generation.get().end();
    Position last = (end == null ? reached : reached.earlierOf(end)).at(partition);
    return oldest.at(partition).compareTo(to) < 0
        && last.compareTo(oldest.at(partition)) > 0
        && last.compareTo(from) > 0;
  }

  /**
   * Whether the task begins where a generation of another group was to end that can do so no more,
   * so that its group begins anew: what it has read fits nowhere.
   */
  private static boolean lostItsWay(
      SupervisorState then, SupervisorState now, Attempt attempt, Generation generation) {
    Positions start = generation.start();
    return start != null
        && !start.atOrBefore(then.offsets())
        && now.group(attempt.group()).filter(group -> group.epoch() > attempt.epoch()).isPresent();
  }

  /** The number of a partition that {@code state} has positions of. */
  static int number(GeneratedStream stream, PartitionId partition, SupervisorState state) {
    StreamDescription known = Objects.requireNonNull(state.stream());
    return stream.number(partition.value(), known.identity(known.partitions()));
  }

  private boolean grants(
      Wish wish, Positions committed, Set<PartitionId> moved, Commit commit, SupervisorState now) {
    Reset reset = wish.reset();
    Set<PartitionId> concerned = new HashSet<>();
    (reset.partitions().isEmpty() ? reset.positions().keySet() : reset.partitions())
        .forEach(partition -> concerned.add(new PartitionId(partition)));
    Set<PartitionId> forgotten = new HashSet<>(moved);
    forgotten.removeAll(commit.to().partitions());
    return (concerned.isEmpty() || concerned.equals(moved))
        && forgotten.stream()
            .allMatch(partition -> concerned.contains(partition) && mayForget(wish, partition, now))
        && commit.to().byPartition().entrySet().stream()
            .allMatch(entry -> mayBe(wish, committed, entry.getKey(), entry.getValue(), now));
  }

  /** Only of a topic that is gone. */
  private static boolean mayForget(Wish wish, PartitionId partition, SupervisorState now) {
    Set<String> present = now.stream() == null ? Set.of() : now.stream().topics().keySet();
    return wish.reset().to() == Reset.To.EARLIEST
        && partition.topic().filter(topic -> !present.contains(topic)).isPresent();
  }

  /** The topic never loses its end: a reset to there reads nothing again. */
  private boolean mayBe(
      Wish wish,
      Positions committed,
      PartitionId partition,
      Position position,
      SupervisorState now) {
    int number = number(stream, partition, now);
    long to = Long.parseLong(position.value());
    long earliestThen = wish.earliest().getOrDefault(number, 0L);
    long latestThen = wish.latest().getOrDefault(number, 0L);
    long earliest = stream.earliest(number);
    long latest = stream.latest(number);
    return switch (wish.reset().to()) {
      case EARLIEST -> earliestThen <= to && to <= earliest;
      case LATEST ->
          latestThen <= to
              && to <= latest
              && (!committed.has(partition) || committed.at(partition).compareTo(position) <= 0);
      case POSITION -> position.value().equals(wish.reset().positions().get(partition.value()));
      case TIMESTAMP -> {
        Instant time =
            OffsetDateTime.parse(Objects.requireNonNull(wish.reset().timestamp())).toInstant();
        long first = stream.atOrAfter(number, 0, time);
        long firstThere = stream.atOrAfter(number, earliest, time);
        boolean none = first >= latestThen && latestThen <= to && to <= latest;
        yield none || (first <= to && to <= firstThere);
      }
    };
  }

  private void fences(SupervisorState then, SupervisorState now, Commit commit) {
    Set<PartitionId> moved = new HashSet<>(commit.from().partitions());
    moved.addAll(commit.to().partitions());
    boolean all = isOther(then, now);
    Set<Integer> mayBegin = behind(then, moved);
    for (TaskGroup group : then.groups()) {
      long epoch = now.group(group.id()).map(TaskGroup::epoch).orElse(0L);
      require(
          !(all || reads(group, moved)) || (epoch == commit.epoch() && epoch > then.epoch()),
          () -> "group %d is read on in epoch %d".formatted(group.id(), epoch));
      require(
          all || mayBegin.contains(group.id()) || epoch == group.epoch(),
          () -> "group %d begins anew, and was not asked to".formatted(group.id()));
    }
  }

  private static boolean reads(TaskGroup group, Set<PartitionId> moved) {
    return !Collections.disjoint(group.partitions(), moved)
        || group.generations().stream()
            .anyMatch(
                generation ->
                    generation.end() == null
                        && !Collections.disjoint(generation.partitions(), moved));
  }

  /** Groups that hold something of {@code moved}, or begin where such a group was to end. */
  private static Set<Integer> behind(SupervisorState state, Set<PartitionId> moved) {
    Set<PartitionId> touched = new HashSet<>(moved);
    Set<Integer> groups = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (TaskGroup group : state.groups()) {
        boolean holds =
            !Collections.disjoint(group.partitions(), touched)
                || group.generations().stream()
                    .anyMatch(each -> !Collections.disjoint(each.partitions(), touched));
        if (holds && groups.add(group.id())) {
          more = true;
          group.generations().stream()
              .filter(each -> each.end() != null && !each.end().atOrBefore(state.offsets()))
              .forEach(each -> touched.addAll(each.partitions()));
        }
      }
    }
    return groups;
  }

  private void require(boolean holds, Supplier<String> message) {
    violations.require(holds, Rule.RESET_AS_ASKED, message);
  }
}
