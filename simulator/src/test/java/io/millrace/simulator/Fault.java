package io.millrace.simulator;

import static java.util.stream.Stream.concat;

import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.deepstorage.DeepStorage;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.act.Leadership;
import io.millrace.operator.act.StatusWrite;
import io.millrace.operator.act.StatusWriter;
import io.millrace.operator.autoscale.AutoscalerState;
import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Phase;
import io.millrace.operator.decide.Plan;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.protocol.Acknowledged;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.Report;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskClient;
import io.millrace.runner.loop.StreamAccess;
import io.millrace.runner.loop.TaskSettings;
import io.millrace.simulator.check.Rule;
import io.millrace.simulator.check.Violations.Violation;
import io.millrace.simulator.cluster.ApiServer;
import io.millrace.simulator.fault.FaultKind;
import io.millrace.simulator.storage.SharedStorage;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import io.millrace.streams.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A rule that is switched off, or a promise that is broken; the checker has to notice each. */
enum Fault {

  /** Status is written whatever version stands there: the fence of everything. */
  STATUS_WRITTEN_OVER(
      statusBy(
          (server, write) ->
              write.result() instanceof StatusWrite.Conflict
                      && server
                          .supervisor()
                          .filter(now -> now.uid().equals(write.uid()))
                          .isPresent()
                  ? new StatusWrite.Written(server.force(write.status()))
                  : write.result()),
      Set.of(Rule.CHAIN_OF_STATUS, Rule.WRITTEN_ONCE),
      FaultKind.OPERATOR_STALL,
      FaultKind.WATCHES,
      FaultKind.OPERATOR_CRASH),

  /** Partitions have no baseline in status. */
  NO_BASELINE(
      planBy(
          (seen, plan) -> seen.state().offsets().isEmpty() ? Tampering.withoutOffsets(plan) : plan),
      Set.of(Rule.CHAIN_OF_STATUS)),

  /** A Pod is created while no position of its partitions is written down. */
  POD_WITHOUT_BASELINE(
      planBy(
          (seen, plan) ->
              plan.actions().stream().anyMatch(Action.CreatePod.class::isInstance)
                  ? Tampering.withoutOffsets(plan)
                  : plan),
      Set.of(Rule.BASELINE_BEFORE_POD)),

  /** What is there when a supervisor begins is skipped, though the spec asks for it. */
  FIRST_BASELINE_AT_THE_END(
      planBy(
          (seen, plan) ->
              seen.state().commit() == null
                      && Tampering.isCommit(seen, plan, LedgerEntry.Kind.BASELINE)
                  ? Tampering.withCommitToTheEnd(seen, plan)
                  : plan),
      Set.of(Rule.BASELINE_FROM_EARLIEST)),

  /** An end is told before it is written down. */
  END_NOT_WRITTEN_AHEAD(
      planBy(
          (seen, plan) ->
              plan.next().equals(seen.state())
                  ? plan
                  : RecordCopy.with(
                      plan,
                      "actions",
                      concat(plan.actions().stream(), endsOf(seen, plan)).toList())),
      Set.of(Rule.TOLD_WHAT_STATUS_SAYS)),

  /** A manifest's start need not be the committed position. */
  START_NOT_CHECKED(
      seeBy(Tampering::withStartsAtCommitted),
      Set.of(Rule.COMMITTED_MANIFESTS),
      FaultKind.TASK_CRASH,
      FaultKind.NODE_LOST,
      FaultKind.STORAGE_SLOW),

  /** The next commit does not wait until the ledger has the one before. */
  CHAIN_NOT_AWAITED(seeBy(Tampering::withEntriesUpToStatus), Set.of(Rule.ENTRY_BEFORE_NEXT_COMMIT)),

  /** Tasks are told of a commit that the ledger does not have yet. */
  ACKNOWLEDGED_TOO_EARLY(
      tasksBy(
          assignment ->
              RecordCopy.with(
                  assignment,
                  "committed",
                  new Acknowledged(
                      assignment.committed().positions(),
                      concat(
                              assignment.committed().manifests().stream(),
                              Stream.of("ns/events/prepared/not-yet"))
                          .toList()))),
      Set.of(Rule.ACKNOWLEDGED_AFTER_ENTRY)),

  /** Another operator does not know when the number of task groups was changed last. */
  LAST_SCALE_ACTION_FORGOTTEN(
      forgettingWhatOthersScaled(), Set.of(Rule.AUTOSCALER), FaultKind.OPERATOR_CRASH),

  /** A request to hand off is obeyed again by each operator that did not obey it itself. */
  HANDOFF_OBEYED_AGAIN(
      forgettingWhatOthersObeyed(),
      Set.of(Rule.HANDOFF),
      FaultKind.HANDOFF,
      FaultKind.OPERATOR_CRASH),

  /** Nobody sees that a handoff is asked for. */
  HANDOFF_IGNORED(
      seeBy(seen -> RecordCopy.with(seen, "handoff", null)),
      Set.of(Rule.LIVENESS),
      FaultKind.HANDOFF),

  /** A request to hand off counts as obeyed, and nothing is to end. */
  HANDOFF_WITHOUT_ENDS(
      planBy((seen, plan) -> Tampering.withEndingGenerations(plan, Map.of())),
      Set.of(Rule.HANDOFF),
      FaultKind.HANDOFF),

  /** A request to hand off ends what begins later too. */
  HANDOFF_OF_WHAT_FOLLOWS(
      planBy((seen, plan) -> Tampering.withEndingGenerations(plan, Map.of(0, 1_000))),
      Set.of(Rule.HANDOFF),
      FaultKind.HANDOFF),

  /** Tasks are started at once, whatever the spec says. */
  START_DELAY_IGNORED(
      seeBy(seen -> RecordCopy.with(seen, "beginsAt", null)),
      Set.of(Rule.START_DELAY),
      FaultKind.HANDOFF),

  /** The autoscaler wants what nobody allows. */
  SCALED_BEYOND_ITS_BOUNDS(
      planBy(
          (seen, plan) ->
              plan.next().autoscaler() == null
                  ? plan
                  : Tampering.withAutoscaler(
                      plan, RecordCopy.with(plan.next().autoscaler(), "taskCount", 99))),
      Set.of(Rule.AUTOSCALER)),

  /** An end is moved after it was recorded. */
  END_NOT_WRITTEN_ONCE(
      planBy(
          (seen, plan) ->
              Tampering.withGenerations(
                  plan,
                  generation ->
                      generation.phase() == Phase.COMMITTED
                          ? RecordCopy.with(
                              generation,
                              "end",
                              seen.state().offsets().only(generation.partitions()))
                          : generation))),

  /** The start of a generation is moved. */
  START_NOT_WRITTEN_ONCE(
      planBy(
          (seen, plan) ->
              Tampering.withCommittedGenerations(
                  plan, generation -> RecordCopy.with(generation, "start", generation.end()))),
      Set.of(Rule.WRITTEN_ONCE)),

  /** A generation loses partitions that it reads. */
  PARTITIONS_NOT_WRITTEN_ONCE(
      planBy(
          (seen, plan) ->
              Tampering.withCommittedGenerations(
                  plan,
                  generation ->
                      RecordCopy.with(
                          generation,
                          "partitions",
                          new TreeSet<>(Set.of(generation.partitions().first()))))),
      Set.of(Rule.WRITTEN_ONCE),
      FaultKind.GROWTH),

  /** A generation gets one replica more. */
  REPLICAS_NOT_WRITTEN_ONCE(
      planBy(
          (seen, plan) -> Tampering.withCommittedGenerations(plan, Tampering::withOneReplicaMore)),
      Set.of(Rule.WRITTEN_ONCE)),

  /** A generation is said to have run under another spec. */
  REVISION_NOT_WRITTEN_ONCE(
      planBy(
          (seen, plan) ->
              Tampering.withCommittedGenerations(
                  plan, generation -> RecordCopy.with(generation, "revision", "events-other"))),
      Set.of(Rule.WRITTEN_ONCE)),

  /** A recorded checkpoint is taken back. */
  CHECKPOINT_NOT_WRITTEN_ONCE(
      planBy(Tampering::withoutRecordedCheckpoints), Set.of(Rule.WRITTEN_ONCE), FaultKind.GROWTH),

  /** Message-time bounds move on while their generation reads. */
  BOUNDS_NOT_WRITTEN_ONCE(
      planBy(
          (seen, plan) ->
              Tampering.withGenerations(
                  plan,
                  generation ->
                      generation.phase() == Phase.FINISHING
                          ? RecordCopy.with(generation, "messageTimeBounds", MessageTimeBounds.OPEN)
                          : generation)),
      Set.of(Rule.WRITTEN_ONCE)),

  /** Later events are accepted as soon as the checkpoint is recorded, before it is committed. */
  BOUNDS_MOVED_BEFORE_COMMIT(
      planBy(Tampering::withBoundsMovedAtCheckpoints),
      Set.of(Rule.WRITTEN_ONCE),
      FaultKind.EVENT_TIMES,
      FaultKind.POD_START),

  /** A task is told other message-time bounds than status has; its manifest tells of them, too. */
  BOUNDS_NOT_AS_WRITTEN(
      new Variation() {
        @Override
        public TaskClient tasks(TaskClient usual) {
          return telling(
              usual,
              assignment ->
                  RecordCopy.with(assignment, "messageTimeBounds", MessageTimeBounds.OPEN));
        }

        @Override
        public Set<Rule> unwatched() {
          return Set.of(Rule.TOLD_WHAT_STATUS_SAYS);
        }
      },
      Set.of(Rule.MESSAGE_TIME_BOUNDS)),

  /**
   * A publish is recognised by the name of its sequence: what another attempt has prepared under
   * the same number counts as published.
   */
  RECOGNISED_BY_NAME(
      new Variation() {
        @Override
        public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
          ManifestMemory memory = new ManifestMemory();
          return seen -> usual.apply(memory.withoutPublishedNames(seen));
        }
      },
      Set.of(Rule.LIVENESS),
      FaultKind.TASK_CRASH),

  /** Pods of generations that are newer than what status is known to say are deleted. */
  FUTURE_PODS_DELETED(
      planBy(Tampering::withFuturePodsDeleted),
      Set.of(Rule.FUTURE_LEFT_ALONE),
      FaultKind.WATCHES,
      FaultKind.OPERATOR_CRASH),

  /** An operator that stood still goes on as if it had the lease. */
  LEASE_TAKEN_FOR_GRANTED(
      new Variation() {
        @Override
        public Leadership leadership(Leadership usual) {
          return () -> true;
        }
      },
      Set.of(Rule.LEASE_HELD),
      FaultKind.OPERATOR_STALL),

  /** A task is not told its end. */
  END_NOT_TOLD(tasksBy(assignment -> RecordCopy.with(assignment, "end", null))),

  /** An end is recorded behind what is committed. */
  END_BEHIND_COMMITTED(
      planBy(
          (seen, plan) ->
              Tampering.withGenerations(
                  plan,
                  generation ->
                      generation.phase() == Phase.FINISHING && isNew(seen, generation)
                          ? RecordCopy.with(generation, "end", generation.start())
                          : generation)),
      Set.of(Rule.END_NOT_BEHIND_COMMITTED)),

  /** With several replicas, tasks cut where they like, and what they cut is committed. */
  COMMITTED_OFF_BOUNDARY(
      new Variation() {
        @Override
        public TaskSettings ofTask(TaskSettings usual) {
          return RecordCopy.with(usual, "decidesAlone", true);
        }

        @Override
        public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
          return seen -> {
            Plan plan = usual.apply(Tampering.withEndsAsCheckpoints(seen));
            return plan.next().equals(Tampering.withEndsAsCheckpoints(seen).state())
                ? RecordCopy.with(plan, "next", seen.state())
                : plan;
          };
        }
      },
      Set.of(Rule.COMMITTED_AT_BOUNDARY),
      FaultKind.GROWTH),

  /** A checkpoint is recorded where the slowest replica is. */
  CHECKPOINT_AT_SLOWEST(
      planBy(Tampering::withCheckpointsAtSlowest),
      Set.of(Rule.BOUNDARY_AT_FURTHEST),
      FaultKind.GROWTH),

  /** A checkpoint is recorded once more where the newest one was. */
  CHECKPOINT_BEHIND_THE_NEWEST(
      planBy(Tampering::withCheckpointsRepeated), Set.of(Rule.CHECKPOINT_AHEAD), FaultKind.GROWTH),

  /** A checkpoint is recorded while replicas read on. */
  CHECKPOINT_WITHOUT_PAUSE(
      seeBy(Tampering::withEverybodyPaused), Set.of(Rule.BOUNDARY_AT_FURTHEST), FaultKind.GROWTH),

  /** A replacement starts where its generation does, whatever is committed. */
  REPLACEMENT_STARTS_TOO_EARLY(
      planBy(
          (seen, plan) ->
              Tampering.withGenerations(
                  plan,
                  generation -> Tampering.withReplacementsFrom(generation, generation.start()))),
      Set.of(Rule.ATTEMPT_START, Rule.WRITTEN_ONCE),
      FaultKind.TASK_CRASH),

  /** A replacement starts at its end: what an earlier attempt read seems to be prepared. */
  REPLACEMENT_STARTS_TOO_LATE(
      planBy(
          (seen, plan) ->
              Tampering.withGenerations(
                  plan,
                  generation ->
                      generation.end() == null
                          ? generation
                          : Tampering.withReplacementsFrom(generation, generation.end()))),
      Set.of(Rule.ATTEMPT_START),
      FaultKind.TASK_CRASH),

  /** A replica's replacement starts at a checkpoint that is recorded, and not prepared yet. */
  REPLACEMENT_STARTS_AT_CHECKPOINT(
      planBy(Tampering::withReplacementsAtCheckpoints),
      Set.of(Rule.ATTEMPT_START),
      FaultKind.TASK_CRASH,
      FaultKind.STORAGE_SLOW),

  /**
   * An attempt reads on whose rows can never be committed, since another one's are. Two look at
   * that, the operator and the task itself; both are switched off: no task is replaced for it, and
   * none is told what others committed.
   */
  STRANDED_READS_ON(
      new Variation() {
        @Override
        public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
          return seen -> {
            Plan plan = usual.apply(seen);
            Set<ObservedPod> stranded = Tampering.stranded(seen, plan);
            return stranded.isEmpty()
                ? plan
                : usual.apply(Tampering.withOldestStartsAt(seen, plan.next().offsets(), stranded));
          };
        }

        @Override
        public TaskClient tasks(TaskClient usual) {
          return telling(
              usual,
              assignment ->
                  RecordCopy.with(
                      assignment,
                      "committed",
                      new Acknowledged(Map.of(), assignment.committed().manifests())));
        }
      },
      Set.of(Rule.STRANDED_IS_STOPPED),
      FaultKind.LONG_TASKS,
      FaultKind.TASK_NETWORK,
      FaultKind.STORAGE_SLOW),

  /** A task that answers no more is followed without looking for what it prepared. */
  MANIFESTS_NOT_LOOKED_FOR(
      storageOfOperatorBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public List<String> list(String prefix) throws DeepStorageException {
                  return prefix.contains("/prepared/") ? List.of() : super.list(prefix);
                }
              }),
      Set.of(Rule.PREPARED_IS_USED),
      FaultKind.TASK_NETWORK),

  /** A partition is read for its new group while its old one still reads it. */
  MOVED_PARTITION_READ_TWICE(
      planBy((seen, plan) -> Tampering.withStandbysOfNewGroupsReading(plan)),
      Set.of(Rule.READ_BY_ONE),
      FaultKind.RESCALE),

  /** What follows, in a group or in another one, begins at what is committed so far. */
  FOLLOWER_STARTS_AT_COMMITTED(
      planBy(Tampering::withFollowersAtCommitted),
      Set.of(Rule.START_AT_PREDECESSORS_END),
      FaultKind.RESCALE,
      FaultKind.STORAGE_SLOW),

  /** A group without partitions is forgotten, and made again with the same generation numbers. */
  EMPTIED_GROUP_FORGOTTEN(
      planBy((seen, plan) -> Tampering.withoutEmptyGroups(plan)), FaultKind.RESCALE),

  /** Another number of task groups restarts all of them. */
  RESCALE_RESTARTS_ALL(
      planBy(
          (seen, plan) ->
              Tampering.isRescale(seen.state(), plan.next())
                  ? Tampering.withGenerations(
                      plan,
                      generation ->
                          generation.phase() == Phase.READING
                              ? RecordCopy.with(generation, "phase", Phase.PAUSING)
                              : generation)
                  : plan),
      Set.of(Rule.ENDS_FOR_A_REASON),
      FaultKind.RESCALE),

  /** A reset leaves the groups in their epoch: what was prepared before could still commit. */
  EPOCH_NOT_RAISED(
      planBy(
          (seen, plan) ->
              Tampering.isReset(seen, plan)
                  ? Tampering.withGroups(plan, group -> RecordCopy.with(group, "epoch", 1L))
                  : plan),
      Set.of(Rule.RESET_AS_ASKED),
      FaultKind.RESET),

  /**
   * What was prepared before a reset may commit after it. Three look at that: the epoch, the list
   * of generations, and the stream's identity; all are switched off. The rows show it where the
   * topic is another one since then, so that the same positions mean other records; the checks that
   * would notice such a manifest sooner look away.
   */
  EPOCH_FENCE_DOWN(
      new Variation() {
        @Override
        public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
          ManifestMemory memory = new ManifestMemory();
          return seen -> usual.apply(memory.withThoseOfEarlierEpochs(seen));
        }

        @Override
        public Set<Rule> unwatched() {
          return Set.of(Rule.COMMITTED_MANIFESTS, Rule.COMMITTED_ONCE);
        }
      },
      Set.of(Rule.ROWS),
      FaultKind.RESET,
      FaultKind.RECREATION,
      FaultKind.STORAGE_SLOW),

  /** An operator never notices that its topic is another one now. */
  IDENTITY_NOT_NOTICED(
      seeBy(Tampering::withTopicsAsTheyWere), Set.of(Rule.LIVENESS), FaultKind.RECREATION),

  /**
   * A task looks only when it connects whether the stream is still the same, not before it
   * prepares. Operators wait for it to notice; that it takes for ever is not looked at here.
   */
  IDENTITY_LOOKED_AT_ONCE(
      new Variation() {
        @Override
        public StreamAccess ofTask(StreamAccess usual) {
          return new UnchangingStream(usual);
        }

        @Override
        public Set<Rule> unwatched() {
          return Set.of(Rule.LIVENESS);
        }
      },
      Set.of(Rule.ROWS),
      FaultKind.RECREATION,
      FaultKind.TASK_STALL),

  /** A reset of some partitions makes every group begin anew. */
  RESET_OF_EVERY_GROUP(
      planBy(
          (seen, plan) ->
              Tampering.isReset(seen, plan)
                  ? Tampering.withGroups(
                      plan,
                      group ->
                          new TaskGroup(
                              group.id(),
                              plan.next().epoch(),
                              group.partitions(),
                              group.nextGeneration(),
                              List.of()))
                  : plan),
      FaultKind.RESET),

  /** A stream that was created again is read from its end. */
  AUTOMATIC_RESET_TO_THE_END(
      planBy(
          (seen, plan) ->
              Tampering.isReset(seen, plan) ? Tampering.withCommitToTheEnd(seen, plan) : plan),
      Set.of(Rule.RESET_AS_ASKED),
      FaultKind.RECREATION,
      FaultKind.TASK_CRASH),

  /** The nonce of the last reset is not remembered. */
  NONCE_FORGOTTEN(
      seeBy(
          seen ->
              RecordCopy.with(seen, "state", RecordCopy.with(seen.state(), "jumps", Jumps.NONE))),
      FaultKind.RESET),

  /** What retention took is given up while a task that has read it lives. */
  LOST_TOO_EARLY(
      planBy(Tampering::withLostAtOnce), Set.of(Rule.ONLY_LOST_IS_SKIPPED), FaultKind.RETENTION),

  /** What retention took is given up also where somebody has read the end of it. */
  LOST_PAST_WHAT_IS_HELD(
      planBy(Tampering::withLostUpToTheBeginning),
      Set.of(Rule.ONLY_LOST_IS_SKIPPED),
      FaultKind.RETENTION,
      FaultKind.TASK_CRASH,
      FaultKind.HANDOFF,
      FaultKind.STORAGE_SLOW),

  /** Status does not tell what was lost. */
  LOST_IN_SILENCE(
      planBy(
          (seen, plan) ->
              Tampering.isCommit(seen, plan, LedgerEntry.Kind.LOST)
                  ? RecordCopy.with(
                      plan, "next", RecordCopy.with(plan.next(), "jumps", seen.state().jumps()))
                  : plan),
      Set.of(Rule.LOST_IS_TOLD),
      FaultKind.RETENTION,
      FaultKind.TASK_CRASH,
      FaultKind.STORAGE_SLOW),

  /** A group that begins anew is followed by groups that read on behind what it gives up. */
  FOLLOWING_GROUPS_NOT_FENCED(
      planBy(Tampering::withFollowingGroupsAsTheyWere),
      Set.of(Rule.LIVENESS),
      FaultKind.RESCALE,
      FaultKind.RESET,
      FaultKind.STORAGE_SLOW),

  /** A supervisor that is deleted is let go at once. */
  RELEASED_AT_ONCE(
      planBy(
          (seen, plan) ->
              seen.deletion() != null && plan.next().equals(seen.state())
                  ? RecordCopy.with(plan, "actions", List.of(new Action.Release()))
                  : plan),
      Set.of(Rule.RELEASED_WHEN_PUBLISHED),
      FaultKind.DELETE),

  /** A supervisor that is created again does not look at the chain that is there. */
  LEDGER_NOT_OWNED(seeBy(Tampering::withoutChainOfOthers), Set.of(Rule.LIVENESS), FaultKind.DELETE),

  /** An operator never notices that one of several topics is gone, or is another one now. */
  LOST_TOPIC_NOT_NOTICED(
      seeBy(Tampering::withTopicsAsTheyWere),
      Set.of(Rule.LIVENESS),
      FaultKind.SEVERAL_TOPICS,
      FaultKind.TOPIC_LOST),

  /** Nobody is told what an operator finds. */
  FINDINGS_NOT_TOLD(
      planBy((seen, plan) -> RecordCopy.with(plan, "findings", List.of())),
      Set.of(Rule.LIVENESS),
      FaultKind.SEVERAL_TOPICS,
      FaultKind.TOPIC_LOST),

  /** What an operator found once, it tells ever after. */
  FINDINGS_TOLD_FOR_EVER(
      new Variation() {
        @Override
        public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
          Set<Finding> all = new LinkedHashSet<>();
          return seen -> {
            Plan plan = usual.apply(seen);
            all.addAll(plan.findings());
            return RecordCopy.with(plan, "findings", List.copyOf(all));
          };
        }
      },
      Set.of(Rule.LIVENESS),
      FaultKind.TASK_CRASH),

  /** No Pod is ever deleted. */
  PODS_NOT_DELETED(
      planBy(
          (seen, plan) ->
              RecordCopy.with(
                  plan,
                  "actions",
                  plan.actions().stream()
                      .filter(action -> !(action instanceof Action.DeletePod))
                      .toList())),
      Set.of(Rule.LIVENESS),
      FaultKind.RESCALE),

  /** Deep storage acknowledges an entry and does not keep it. */
  ENTRY_LOST(
      storageOfOperatorBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public boolean createIfAbsent(String path, byte[] content)
                    throws DeepStorageException {
                  return path.endsWith("3.json") || super.createIfAbsent(path, content);
                }
              })),

  /** An entry says who wrote it, and does not follow from status alone. */
  ENTRY_OF_ITS_WRITER(
      storageOfOperatorBy(
          (usual, storage) ->
              new SigningStorage(usual) {
                @Override
                boolean write(String path, byte[] signed) throws DeepStorageException {
                  return usual.createIfAbsent(path, signed);
                }
              }),
      Set.of(Rule.ONE_CONTENT_PER_ENTRY),
      FaultKind.OPERATOR_STALL),

  /**
   * An entry is written also where one is. While all offer the same content, that changes nothing:
   * so entries do not follow from status alone here, either.
   */
  ENTRY_WRITTEN_OVER(
      storageOfOperatorBy(
          (usual, storage) ->
              new SigningStorage(usual) {
                @Override
                boolean write(String path, byte[] signed) throws DeepStorageException {
                  usual.read(path);
                  storage.overwrite(path, signed);
                  return true;
                }
              }),
      Set.of(Rule.ONE_CONTENT_PER_ENTRY),
      FaultKind.OPERATOR_STALL),

  /** Deep storage loses a manifest. */
  MANIFEST_LOST(
      storageOfTaskBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public boolean createIfAbsent(String path, byte[] content)
                    throws DeepStorageException {
                  boolean created = super.createIfAbsent(path, content);
                  storage.lose(path);
                  return created;
                }
              })),

  /** A segment that is half-written shows in deep storage. */
  HALF_WRITTEN_SEGMENT(
      storageOfTaskBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public Location push(String path, Path directory) throws DeepStorageException {
                  Location location = super.push(path, directory);
                  storage.truncate(path);
                  return location;
                }
              })),

  /** A task takes a push for done that broke off: some of the segment's rows are there. */
  HALF_SEGMENT_TAKEN_FOR_WHOLE(
      storageOfTaskBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public Location push(String path, Path directory) {
                  try {
                    return super.push(path, directory);
                  } catch (DeepStorageException e) {
                    return new Location.S3Object("simulated", path);
                  }
                }
              }),
      Set.of(Rule.ROWS),
      FaultKind.STORAGE_HALF),

  /** A task takes a manifest for written of which only a part is there. */
  HALF_MANIFEST_TAKEN_FOR_WHOLE(
      storageOfTaskBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public boolean createIfAbsent(String path, byte[] content) {
                  try {
                    return super.createIfAbsent(path, content);
                  } catch (DeepStorageException e) {
                    return true;
                  }
                }
              }),
      Set.of(Rule.COMMITTED_MANIFESTS),
      FaultKind.STORAGE_HALF),

  /** A part of a manifest keeps an operator from all that others left in the same place. */
  HALF_MANIFEST_HOLDS_UP(
      storageOfOperatorBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public Optional<byte[]> read(String path) throws DeepStorageException {
                  Optional<byte[]> content = super.read(path);
                  if (path.contains("/prepared/")
                      && content.filter(bytes -> bytes[bytes.length - 1] != '}').isPresent()) {
                    throw new DeepStorageException(
                        DeepStorageException.Kind.OTHER, path + " is no manifest.", null);
                  }
                  return content;
                }
              }),
      Set.of(Rule.LIVENESS),
      FaultKind.STORAGE_HALF),

  /**
   * A manifest is written also where one is: of two processes of one Pod the last one counts, also
   * after what the first had prepared is committed.
   */
  MANIFEST_WRITTEN_OVER(
      storageOfTaskBy(
          (usual, storage) ->
              new ForwardingStorage(usual) {
                @Override
                public boolean createIfAbsent(String path, byte[] content)
                    throws DeepStorageException {
                  usual.read(path);
                  storage.overwrite(path, content);
                  return true;
                }
              }),
      Set.of(Rule.LEDGER, Rule.COMMITTED_MANIFESTS, Rule.ROWS),
      FaultKind.POD_TWICE,
      FaultKind.TASK_STALL,
      FaultKind.STORAGE_SLOW),

  /** Two processes of one Pod have one start, and that a manifest begins there is not checked. */
  START_NOT_CHECKED_OF_TWINS(
      seeBy(Tampering::withStartsAtCommitted),
      Set.of(Rule.COMMITTED_MANIFESTS),
      FaultKind.POD_TWICE,
      FaultKind.TASK_STALL,
      FaultKind.STORAGE_SLOW),

  /** A task loses what it polled now and then. */
  RECORDS_LOST(
      readerBy(
          usual ->
              new ForwardingReader(usual) {
                private int polls;

                @Override
                public List<PartitionRecords> poll(Duration timeout) throws StreamException {
                  List<PartitionRecords> polled = super.poll(timeout);
                  return ++polls % 5 == 0 ? List.of() : polled;
                }
              })),

  /** A task adds what it polled twice now and then. */
  RECORDS_REPEATED(
      readerBy(
          usual ->
              new ForwardingReader(usual) {
                private int polls;

                @Override
                public List<PartitionRecords> poll(Duration timeout) throws StreamException {
                  List<PartitionRecords> polled = super.poll(timeout);
                  return ++polls % 5 == 0
                      ? concat(polled.stream().map(Fault::copy), polled.stream()).toList()
                      : polled;
                }
              }));

  private static final double OFTEN = 3;
  private static final int SECONDS = 150;
  private static final int PARTITIONS = 3;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Variation variation;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<FaultKind> shownBy;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Rule> breaks;

  /**
   * @param shownBy what else must go wrong, and often, for it to show; none when it shows anyway
   */
  Fault(Variation variation, FaultKind... shownBy) {
    this(variation, Set.of(), shownBy);
  }

  /**
   * @param breaks one of these rules has to be the one that is broken; when empty any but {@code
   *     NO_INTERNAL_FAILURE}, which the simulator's own code may break, too
   */
  Fault(Variation variation, Set<Rule> breaks, FaultKind... shownBy) {
    this.variation = variation;
    this.breaks = breaks;
    this.shownBy = Set.of(shownBy);
  }

  /** Whether {@code found} is what it has to lead to. */
  boolean isNoticedBy(List<Violation> found) {
    return found.stream()
        .map(Violation::rule)
        .anyMatch(
            rule -> breaks.isEmpty() ? rule != Rule.NO_INTERNAL_FAILURE : breaks.contains(rule));
  }

  Variation variation() {
    return variation;
  }

  /** Runs the schedule of {@code seed} with it. */
  Simulation.Result run(long seed) {
    Schedule schedule =
        shownBy.isEmpty()
            ? Schedule.of(seed, Set.of())
            : new Schedule(seed, shownBy, OFTEN, SECONDS, PARTITIONS);
    return Simulation.run(schedule, variation, Simulation.Tracing.OFF);
  }

  private static boolean isNew(Observation seen, Generation generation) {
    return seen.state().groups().stream()
        .flatMap(group -> group.generations().stream())
        .noneMatch(
            before ->
                before.number() == generation.number()
                    && generation.end() != null
                    && generation.end().equals(before.end()));
  }

  /** What tasks would be told if the plan's state stood in status already. */
  private static Stream<Action> endsOf(Observation seen, Plan plan) {
    return seen.pods().stream()
        .filter(pod -> pod.report() != null && pod.address() != null)
        .flatMap(
            pod ->
                plan.next().group(pod.name().group()).stream()
                    .flatMap(
                        group ->
                            group.generation(pod.name().generation()).stream()
                                .filter(generation -> generation.end() != null)
                                .map(
                                    generation ->
                                        new Action.Assign(
                                            pod.name(),
                                            pod.uid(),
                                            String.valueOf(pod.address()),
                                            told(group.epoch(), seen, generation, pod)))));
  }

  private static Assignment told(
      long epoch, Observation seen, Generation generation, ObservedPod pod) {
    Positions start = generation.attempt(pod.name().attempt()).map(Attempt::start).orElse(null);
    return new Assignment(
        ProtocolVersion.TASK_PROTOCOL,
        generation.assignment(),
        epoch,
        generation.number(),
        seen.state().stream() == null
            ? ""
            : seen.state().stream().identity(generation.partitions()),
        start == null ? null : start.text(),
        List.of(),
        generation.end() == null ? null : generation.end().text(),
        false,
        Duration.ofSeconds(20),
        new Acknowledged(Map.of(), List.of()),
        generation.messageTimeBounds(),
        false);
  }

  private static PartitionRecords copy(PartitionRecords records) {
    return new PartitionRecords(
        records.partition(),
        records.records().stream()
            .map(
                record -> {
                  ByteBuffer value = record.value();
                  return new StreamRecord(
                      record.timestamp(), value == null ? null : value.duplicate());
                })
            .toList());
  }

  private record Write(String uid, StreamSupervisorStatus status, StatusWrite result) {}

  private static Variation statusBy(BiFunction<ApiServer, Write, StatusWrite> change) {
    return new Variation() {
      @Override
      public StatusWriter status(StatusWriter usual, ApiServer server) {
        return new StatusWriter() {
          @Override
          public StatusWrite write(SupervisorResource resource, StreamSupervisorStatus status) {
            return change.apply(
                server, new Write(resource.uid(), status, usual.write(resource, status)));
          }

          @Override
          public StatusWrite release(SupervisorResource resource) {
            return usual.release(resource);
          }

          @Override
          public Optional<SupervisorResource> read(SupervisorResource resource) {
            return usual.read(resource);
          }
        };
      }
    };
  }

  private static Variation seeBy(UnaryOperator<Observation> change) {
    return new Variation() {
      @Override
      public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
        return seen -> usual.apply(change.apply(seen));
      }
    };
  }

  private static Variation forgettingWhatOthersScaled() {
    return new Variation() {
      @Override
      public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
        Set<Instant> own = new HashSet<>();
        return seen -> {
          AutoscalerState known = seen.state().autoscaler();
          Observation view =
              known == null || known.changedAt() == null || own.contains(known.changedAt())
                  ? seen
                  : Tampering.withoutLastScaleAction(seen, known);
          Plan plan = usual.apply(view);
          AutoscalerState next = plan.next().autoscaler();
          if (next != null && next.changedAt() != null) {
            own.add(next.changedAt());
          }
          return plan;
        };
      }
    };
  }

  private static Variation forgettingWhatOthersObeyed() {
    return new Variation() {
      @Override
      public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
        Set<Instant> own = new HashSet<>();
        return seen -> {
          EarlyHandoff known = seen.state().handoff();
          Observation view =
              known == null || own.contains(known.acceptedAt())
                  ? seen
                  : RecordCopy.with(seen, "state", RecordCopy.with(seen.state(), "handoff", null));
          Plan plan = usual.apply(view);
          EarlyHandoff next = plan.next().handoff();
          if (next != null) {
            own.add(next.acceptedAt());
          }
          return plan;
        };
      }
    };
  }

  private static Variation planBy(BiFunction<Observation, Plan, Plan> change) {
    return new Variation() {
      @Override
      public Function<Observation, Plan> decider(Function<Observation, Plan> usual) {
        return seen -> change.apply(seen, usual.apply(seen));
      }
    };
  }

  private static Variation tasksBy(UnaryOperator<Assignment> change) {
    return new Variation() {
      @Override
      public TaskClient tasks(TaskClient usual) {
        return telling(usual, change);
      }
    };
  }

  private static TaskClient telling(TaskClient usual, UnaryOperator<Assignment> change) {
    return new TaskClient() {
      @Override
      public void assign(TaskAddress task, Assignment assignment) throws TaskCallException {
        usual.assign(task, change.apply(assignment));
      }

      @Override
      public Report report(TaskAddress task, long after, Duration wait) throws TaskCallException {
        return usual.report(task, after, wait);
      }
    };
  }

  private static Variation storageOfOperatorBy(
      BiFunction<DeepStorage, SharedStorage, DeepStorage> change) {
    return new Variation() {
      @Override
      public DeepStorage ofOperator(DeepStorage usual, SharedStorage storage) {
        return change.apply(usual, storage);
      }
    };
  }

  private static Variation storageOfTaskBy(
      BiFunction<DeepStorage, SharedStorage, DeepStorage> change) {
    return new Variation() {
      @Override
      public DeepStorage ofTask(DeepStorage usual, SharedStorage storage) {
        return change.apply(usual, storage);
      }
    };
  }

  private static Variation readerBy(UnaryOperator<StreamReader> change) {
    return new Variation() {
      @Override
      public StreamAccess ofTask(StreamAccess usual) {
        return new StreamAccess() {
          @Override
          public StreamReader reader() throws StreamException {
            return change.apply(usual.reader());
          }

          @Override
          public StreamMetadata metadata() throws StreamException {
            return usual.metadata();
          }
        };
      }
    };
  }
}
