package io.millrace.operator.decide;

import static io.millrace.operator.decide.Situation.report;
import static java.util.Objects.requireNonNull;

import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.TaskState;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Groups that read several partitions each, and the deeds of their tasks while partitions move. */
final class Exchange {

  /** How far every partition is read. */
  static final String READ = "40";

  final Situation situation;

  /** Groups 0, 1, … that read these partitions, separated by blanks, each from position 0 on. */
  Exchange(String... groups) {
    Map<String, String> offsets = new TreeMap<>();
    Stream.of(groups).flatMap(Exchange::names).forEach(name -> offsets.put(name, "0"));
    situation = Situation.reading(offsets, 1);
    List<TaskGroup> made = new ArrayList<>();
    for (String partitions : groups) {
      made.add(
          new TaskGroup(
              made.size(),
              1,
              partitions(partitions),
              2,
              partitions.isEmpty()
                  ? List.of()
                  : List.of(Situation.generation(1, Phase.READING, at(partitions, "0"), null))));
      if (!partitions.isEmpty()) {
        reads(made.size() - 1, 1);
      }
    }
    situation.state = situation.state.withGroups(made);
    taskCount(groups.length, groups.length);
    made.stream().filter(group -> !group.isEmpty()).forEach(group -> reads(group.id(), 1));
  }

  /** Partition 1 has moved from group 0, which has not committed its end, to group 1. */
  static Exchange moved() {
    Exchange exchange = new Exchange("0 1");
    exchange.taskCount(2, 2);
    exchange.situation.settle();
    exchange.standbysAreReady();
    exchange.situation.settle();
    exchange.pause(0);
    exchange.situation.settle();
    exchange.reads(0, 2);
    exchange.reads(1, exchange.group(1).open().orElseThrow().number());
    return exchange;
  }

  void taskCount(int taskCount, int stopTaskCount) {
    situation.settings =
        new Settings(
            "ds", taskCount, 1, Duration.ofHours(1), stopTaskCount, true, false, null, null, null);
  }

  TaskGroup group(int id) {
    return situation.state.group(id).orElseThrow();
  }

  Generation generation(int group, int number) {
    return group(group).generation(number).orElseThrow();
  }

  /** Groups in this phase. */
  List<Integer> in(Phase phase) {
    return situation.state.groups().stream()
        .filter(group -> group.generations().stream().anyMatch(each -> each.phase() == phase))
        .map(TaskGroup::id)
        .toList();
  }

  /** The task of a generation of a group reads. */
  void reads(int group, int generation) {
    situation
        .state
        .group(group)
        .flatMap(of -> of.generation(generation))
        .ifPresent(
            known -> {
              Map<String, String> start = requireNonNull(known.start()).text();
              say(group, generation, TaskState.READING, null, start, read(start));
            });
  }

  /** All standbys are ready. */
  void standbysAreReady() {
    for (TaskGroup group : situation.state.groups()) {
      group
          .standby()
          .ifPresent(
              standby -> say(group.id(), standby.number(), TaskState.READY, null, null, Map.of()));
    }
  }

  /** The tasks of these groups stand still, as they were told. */
  void pause(Integer... groups) {
    for (int id : groups) {
      Generation open = group(id).open().orElseThrow();
      Map<String, String> start = requireNonNull(open.attempts().getFirst().start()).text();
      say(id, open.number(), TaskState.PAUSED, open.assignment(), start, read(start));
    }
  }

  /** What the generation has read up to its end is committed. */
  void commit(int group, int generation) {
    Positions end = requireNonNull(generation(group, generation).end());
    Positions offsets = situation.state.offsets().with(end);
    long number = situation.state.commits() + 1;
    Commit commit =
        new Commit(
            number,
            LedgerEntry.Kind.COMMIT,
            situation.now,
            1,
            Positions.NONE,
            Positions.NONE,
            List.of(),
            0,
            0);
    SupervisorState old = situation.state;
    situation.state =
        new SupervisorState(1, old.acceptedRevision(), old.stream(), offsets, commit, old.groups())
            .withHandoff(old.handoff());
    situation.ledger =
        new LedgerObservation.Read(
            Situation.owner(Situation.UID, "installation"),
            Situation.head(number, Situation.UID, 1, offsets.text()));
    silence(group, generation);
  }

  /** The Pod is gone. */
  void silence(int group, int generation) {
    situation.pods.removeIf(
        pod -> pod.name().group() == group && pod.name().generation() == generation);
  }

  private void say(
      int group,
      int generation,
      TaskState state,
      @Nullable Long pausedAt,
      @Nullable Map<String, String> start,
      Map<String, String> positions) {
    silence(group, generation);
    situation.with(
        new ObservedPod(
            new PodName("s", group, generation, 0),
            "pod-%d-%d".formatted(group, generation),
            ObservedPod.Phase.RUNNING,
            null,
            situation.now,
            "127.0.0.9",
            null,
            report(state, start == null ? 0 : generation, pausedAt, false, start, positions),
            situation.now));
  }

  /** Each at {@link #READ}, or where it starts if that is later. */
  private static Map<String, String> read(Map<String, String> start) {
    Map<String, String> read = new TreeMap<>(start);
    read.replaceAll((partition, from) -> Long.parseLong(from) < 40 ? READ : from);
    return read;
  }

  static Map<String, String> at(String partitions, String position) {
    return names(partitions).collect(Collectors.toMap(name -> name, name -> position));
  }

  static SortedSet<PartitionId> partitions(String names) {
    return names(names).map(PartitionId::new).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> names(String partitions) {
    return partitions.isEmpty() ? Stream.empty() : Stream.of(partitions.split(" "));
  }
}
