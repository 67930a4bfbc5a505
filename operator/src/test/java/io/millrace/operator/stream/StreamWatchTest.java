package io.millrace.operator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.operator.decide.Lag;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.ResetRequest;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.decide.StreamQuestion;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.VirtualScheduler;
import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionPositions;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.testing.FakeStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamWatchTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final FakeStream stream = new FakeStream("events", 2);
  private final AtomicInteger triggers = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final KnownProgress progress = new KnownProgress();
  private final StreamWatch watch =
      new StreamWatch(
          (namespace, io) -> {
            opened.incrementAndGet();
            return stream.metadata();
          },
          "ns",
          progress,
          scheduler,
          triggers::incrementAndGet);
  private final IoConfig io = Supervisors.goodSpec().ioConfig();

  @Test
  void theFirstLookIsAtOnceAndTriggers() {
    assertThat(watch.observation()).isInstanceOf(StreamObservation.NotYet.class);

    watch.follow(target(io));
    scheduler.runDue();

    assertThat(known().description().partitions()).hasSize(2);
    assertThat(triggers).hasValue(1);
  }

  @Test
  void aStreamOnWhichNothingHappensTriggersNothing() {
    watch.follow(target(io));
    scheduler.advance(Duration.ofMinutes(5));
    assertThat(triggers).hasValue(1);

    stream.append(0, "a");
    scheduler.advance(PERIOD);
    assertThat(triggers).hasValue(2);
    assertThat(known().latest().at(new PartitionId("0")).value()).isEqualTo("1");

    stream.growTo(3);
    scheduler.advance(PERIOD);
    assertThat(known().description().partitions()).hasSize(3);
  }

  @Test
  void aFailureIsDatedFromItsBeginningAndKeepsTheLastGoodLook() {
    watch.follow(target(io));
    scheduler.runDue();
    stream.goDown();
    scheduler.advance(PERIOD);
    StreamObservation.Failed first = (StreamObservation.Failed) watch.observation();
    scheduler.advance(Duration.ofMinutes(1));
    StreamObservation.Failed later = (StreamObservation.Failed) watch.observation();

    assertThat(later.since()).isEqualTo(first.since());
    assertThat(later.last()).isNotNull();

    stream.comeBack();
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(watch.observation()).isInstanceOf(StreamObservation.Known.class);
  }

  @Test
  void aClientIsOpenedAnewAfterAFailureSinceItsSecretsMayHaveChanged() {
    watch.follow(target(io));
    scheduler.runDue();
    stream.goDown();
    scheduler.advance(PERIOD);
    stream.comeBack();
    scheduler.advance(PERIOD);

    assertThat(opened).hasValueGreaterThan(1);
  }

  @Test
  void onlyASpecThatConnectsDifferentlyIsAskedAnew() {
    watch.follow(target(io));
    scheduler.runDue();
    watch.follow(
        target(
            Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskCount", 5))
                .ioConfig()));
    scheduler.runDue();
    assertThat(opened).hasValue(1);

    watch.follow(
        target(
            Supervisors.edited(
                    spec -> spec.withObject("/ioConfig/consumerProperties").put("client.rack", "a"))
                .ioConfig()));
    scheduler.runDue();
    assertThat(opened).hasValue(2);
  }

  @Test
  void aResetIsLookedAfterAtOnceAndTheLookSaysThatItBeganAfterIt() {
    watch.follow(target(io));
    scheduler.runDue();
    stream.append(0, FakeStream.TIMESTAMP, new byte[1]);
    stream.append(0, FakeStream.TIMESTAMP + 10, new byte[1]);
    StreamQuestion question = timestamp(FakeStream.TIMESTAMP + 5);

    watch.ask(question);
    assertThat(known().question()).isEqualTo(StreamQuestion.NONE);
    scheduler.runDue();

    assertThat(known().question()).isEqualTo(question);
    assertThat(known().located().text()).isEqualTo(Map.of("0", "1", "1", "0"));
    assertThat(triggers).hasValue(2);
  }

  @Test
  void aRequestThatIsAskedForAgainAndAgainIsLookedAfterOnce() {
    watch.follow(target(io));
    scheduler.runDue();
    StreamQuestion question = timestamp(FakeStream.TIMESTAMP);
    for (int pass = 0; pass < 5; pass++) {
      watch.ask(question);
      scheduler.runDue();
    }
    scheduler.advance(PERIOD.dividedBy(2));
    assertThat(scheduler.pending()).isEqualTo(1);
    assertThat(triggers).hasValue(2);
    scheduler.advance(PERIOD);
    assertThat(known().question()).isEqualTo(question);
  }

  @Test
  void aStreamThatIsCreatedAnewWhileItIsAskedGivesNoPositions() {
    AtomicInteger once = new AtomicInteger(1);
    StreamWatch mixed =
        new StreamWatch(
            (namespace, asked) -> new RecreatedMeanwhile(stream, once),
            "ns",
            progress,
            scheduler,
            () -> {});
    mixed.follow(target(io));
    scheduler.runDue();
    assertThat(mixed.observation())
        .isInstanceOfSatisfying(
            StreamObservation.Failed.class,
            failed -> assertThat(failed.message()).contains("created anew while it was asked"));

    scheduler.advance(Duration.ofSeconds(5));
    assertThat(mixed.observation()).isInstanceOf(StreamObservation.Known.class);
  }

  @Test
  void case18APartitionThatDoesNotAnswerKeepsNoOtherOneFromBeingKnown() {
    PartitionId gone = new PartitionId("1");
    stream.append(0, "a", "b");
    progress.read(Map.of("0", "1", "1", "0"), Map.of());
    watch.follow(target(io));
    scheduler.runDue();

    stream.loseLeader(gone);
    watch.ask(timestamp(FakeStream.TIMESTAMP));
    scheduler.runDue();

    assertThat(known().description().partitions()).hasSize(2);
    assertThat(known().earliest().text()).isEqualTo(Map.of("0", "0"));
    assertThat(known().latest().text()).isEqualTo(Map.of("0", "2"));
    assertThat(known().located().text()).isEqualTo(Map.of("0", "0"));
    assertThat(known().unanswered()).isEqualTo(Map.of(gone, "partition 1 has no leader"));
    assertThat(lag().records()).isEqualTo(Map.of(new PartitionId("0"), 1L));
    assertThat(known().wholeLag()).isEmpty();
    int told = triggers.get();

    stream.electLeader(gone);
    scheduler.advance(PERIOD);
    assertThat(known().unanswered()).isEmpty();
    assertThat(triggers).hasValue(told + 1);
  }

  @Test
  void aStreamOfWhichNoPartitionAnswersFails() {
    stream.loseLeader(new PartitionId("0"));
    stream.loseLeader(new PartitionId("1"));
    watch.follow(target(io));
    scheduler.runDue();

    assertThat(watch.observation()).isInstanceOf(StreamObservation.Failed.class);
  }

  @Test
  void aPartitionThatIsLostBetweenTwoQuestionsHasNoPositionAtAll() {
    StreamWatch lost =
        new StreamWatch(
            (namespace, asked) -> new LeaderLostMeanwhile(stream),
            "ns",
            progress,
            scheduler,
            () -> {});
    lost.follow(target(io));
    scheduler.runDue();

    StreamObservation.Known known = (StreamObservation.Known) lost.observation();
    assertThat(known.earliest().text()).containsOnlyKeys("0");
    assertThat(known.latest().text()).containsOnlyKeys("0");
  }

  @Test
  void timesThatCannotBeMeasuredKeepNoPositionFromBeingKnown() {
    stream.append(0, "a", "b");
    progress.read(Map.of("0", "1", "1", "0"), Map.of("0", 7));
    StreamWatch timeless =
        new StreamWatch(
            (namespace, asked) -> new WithoutTimes(stream), "ns", progress, scheduler, () -> {});
    timeless.follow(new StreamTarget(io, PERIOD, true));
    scheduler.runDue();

    StreamObservation.Known known = (StreamObservation.Known) timeless.observation();
    assertThat(known.latest().text()).isEqualTo(Map.of("0", "2", "1", "0"));
    Lag lag = Objects.requireNonNull(known.lag());
    assertThat(lag.total()).isEqualTo(1);
    assertThat(lag.time()).as("what the task says").contains(Duration.ofSeconds(7));
  }

  private static StreamQuestion timestamp(long millis) {
    return new StreamQuestion(
        Positions.NONE,
        new ResetRequest(
            1,
            ResetRequest.To.TIMESTAMP,
            Instant.ofEpochMilli(millis),
            Positions.NONE,
            new TreeSet<>()));
  }

  /** Loses the leader of a partition after the first question. */
  private static final class LeaderLostMeanwhile extends Answers {

    LeaderLostMeanwhile(FakeStream stream) {
      super(stream);
    }

    @Override
    public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
      stream.loseLeader(new PartitionId("1"));
      return super.latest(partitions);
    }
  }

  /** Knows of no record when it was written. */
  private static final class WithoutTimes extends Answers {

    WithoutTimes(FakeStream stream) {
      super(stream);
    }

    @Override
    public Map<PartitionId, Duration> timeBehind(
        Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
      throw new StreamException(StreamException.Kind.UNREACHABLE, "no record came", null);
    }
  }

  /** Answers as the stream does, which is created anew once in between. */
  private static final class RecreatedMeanwhile extends Answers {

    private final AtomicInteger recreations;

    RecreatedMeanwhile(FakeStream stream, AtomicInteger recreations) {
      super(stream);
      this.recreations = recreations;
    }

    @Override
    public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
      if (recreations.getAndDecrement() > 0) {
        stream.recreate(2);
      }
      return super.earliest(partitions);
    }
  }

  /** Answers as the stream does. */
  private static class Answers implements StreamMetadata {

    final FakeStream stream;
    private final StreamMetadata metadata;

    Answers(FakeStream stream) {
      this.stream = stream;
      this.metadata = stream.metadata();
    }

    @Override
    public StreamDescription describe() throws StreamException {
      return metadata.describe();
    }

    @Override
    public PartitionPositions earliest(Collection<PartitionId> partitions) throws StreamException {
      return metadata.earliest(partitions);
    }

    @Override
    public PartitionPositions latest(Collection<PartitionId> partitions) throws StreamException {
      return metadata.latest(partitions);
    }

    @Override
    public PartitionPositions atOrAfter(Collection<PartitionId> partitions, Instant time)
        throws StreamException {
      return metadata.atOrAfter(partitions, time);
    }

    @Override
    public Map<PartitionId, Duration> timeBehind(
        Map<PartitionId, Position> read, Map<PartitionId, Position> latest) throws StreamException {
      return metadata.timeBehind(read, latest);
    }

    @Override
    public void close() {
      metadata.close();
    }
  }

  @Test
  void aClosedWatchAsksNothingMore() {
    watch.follow(target(io));
    scheduler.runDue();
    watch.close();
    scheduler.advance(Duration.ofMinutes(5));

    assertThat(opened).hasValue(1);
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aMissingSecretIsNamedByPropertyAndKey() {
    IoConfig secret =
        Supervisors.edited(
                spec ->
                    spec.withObject("/ioConfig/consumerProperties")
                        .putObject("sasl.jaas.config")
                        .putObject("secretKeyRef")
                        .put("name", "kafka")
                        .put("key", "jaas"))
            .ioConfig();
    KafkaStreamOpener opener =
        new KafkaStreamOpener((namespace, reference) -> Optional.empty(), PERIOD);

    assertThatThrownBy(() -> opener.open("ns", secret))
        .isInstanceOfSatisfying(
            StreamException.class,
            e -> assertThat(e.kind()).isEqualTo(StreamException.Kind.CONFIGURATION))
        .hasMessageContaining(
            "ioConfig.consumerProperties.sasl.jaas.config refers to key jaas of Secret ns/kafka");
  }

  @Test
  void case24LagComesFromPositionsThatWereKnownBeforeTheStreamWasAsked() {
    stream.append(0, "a", "b", "c");
    progress.read(Map.of("0", "1", "1", "0"), Map.of());
    progress.onRefresh = () -> stream.append(0, "written while tasks were asked");

    watch.follow(target(io));
    scheduler.runDue();

    assertThat(lag().records())
        .isEqualTo(Map.of(new PartitionId("0"), 3L, new PartitionId("1"), 0L));
    assertThat(lag().times()).isEmpty();
  }

  @Test
  void thereIsNoLagBeforeAnyStartIsKnownAndThenSoon() {
    stream.append(0, "a");
    watch.follow(target(io));
    scheduler.runDue();
    assertThat(known().lag()).isNull();

    progress.read(Map.of("0", "0", "1", "0"), Map.of());
    scheduler.advance(Duration.ofSeconds(5));

    assertThat(lag().total()).isEqualTo(1);
    assertThat(triggers).hasValue(2);
  }

  @Test
  void lagThatGoesDownTriggersThoughTheStreamDidNotChange() {
    stream.append(0, "a");
    progress.read(Map.of("0", "0", "1", "0"), Map.of());
    watch.follow(target(io));
    scheduler.runDue();

    progress.read(Map.of("0", "1", "1", "0"), Map.of());
    scheduler.advance(PERIOD);

    assertThat(lag().total()).isZero();
    assertThat(triggers).hasValue(2);
  }

  @Test
  void timesAreMeasuredOnRequestWhereSomethingIsUnread() {
    stream.append(0, 1_000, new byte[1]);
    stream.append(0, 61_000, new byte[1]);
    stream.append(1, 5_000, new byte[1]);
    progress.read(Map.of("0", "1", "1", "1"), Map.of());

    watch.follow(new StreamTarget(io, PERIOD, true));
    scheduler.runDue();

    assertThat(lag().times())
        .isEqualTo(
            Map.of(
                new PartitionId("0"), Duration.ofSeconds(60), new PartitionId("1"), Duration.ZERO));
    assertThat(lag().time()).contains(Duration.ofSeconds(60));
  }

  @Test
  void withoutMeasuringTheAgeOfWhatTheFurthestTaskReadIsShown() {
    stream.append(0, "a", "b");
    Map<String, Integer> ages = Map.of("0", 7, "1", 900);
    progress.read(Map.of("0", "1", "1", "0"), ages);
    watch.follow(target(io));
    scheduler.runDue();
    assertThat(lag().time()).contains(Duration.ofSeconds(7));

    progress.read(Map.of("0", "2", "1", "0"), ages);
    scheduler.advance(PERIOD);
    assertThat(lag().time()).contains(Duration.ZERO);
  }

  @Test
  void aTopicThatWasCreatedAgainIsNotBehindSinceItsPositionsAreThoseOfAnother() throws Exception {
    FakeStream topics = FakeStream.ofSeveralTopics("t-.*");
    topics.createTopic("t-a", 1);
    topics.createTopic("t-b", 1);
    progress.of = topics.metadata().describe();
    progress.read(Map.of("t-a:0", "0", "t-b:0", "0"), Map.of("t-a:0", 7, "t-b:0", 900));
    topics.append(FakeStream.partition("t-a", 0), FakeStream.TIMESTAMP, new byte[1]);
    topics.deleteTopic("t-b");
    topics.createTopic("t-b", 2);
    topics.appendGap(FakeStream.partition("t-b", 0), 1_000);
    topics.appendGap(FakeStream.partition("t-b", 1), 1_000);

    try (StreamWatch several = watch(topics)) {
      several.follow(new StreamTarget(io, PERIOD, true));
      scheduler.runDue();

      Lag lag = several.observation().lastLag().orElseThrow();
      assertThat(lag.records()).isEqualTo(Map.of(new PartitionId("t-a:0"), 1L));
      assertThat(lag.age()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void nobodyKnowsHowFarPositionsOfAnotherStreamAreBehind() throws Exception {
    progress.of = stream.metadata().describe();
    progress.read(Map.of("0", "0", "1", "0"), Map.of());
    stream.recreate(2);
    stream.append(0, "a");

    watch.follow(target(io));
    scheduler.runDue();

    assertThat(known().lag()).isNull();
  }

  private StreamWatch watch(FakeStream watched) {
    return new StreamWatch(
        (namespace, asked) -> watched.metadata(), "ns", progress, scheduler, () -> {});
  }

  private Lag lag() {
    return Objects.requireNonNull(known().lag());
  }

  private StreamTarget target(IoConfig wanted) {
    return new StreamTarget(wanted, PERIOD, false);
  }

  private StreamObservation.Known known() {
    return (StreamObservation.Known) watch.observation();
  }

  /** What a test says that was read. */
  private static final class KnownProgress implements ReadProgress {

    private Optional<Reached> reached = Optional.empty();
    private @Nullable StreamDescription of;
    private Runnable onRefresh = () -> {};

    void read(Map<String, String> positions, Map<String, Integer> ageSeconds) {
      Map<PartitionId, Duration> ages = new HashMap<>();
      ageSeconds.forEach(
          (partition, age) -> ages.put(new PartitionId(partition), Duration.ofSeconds(age)));
      reached = Optional.of(new Reached(of, Positions.of(positions), ages));
    }

    @Override
    public void refresh(Runnable then) {
      onRefresh.run();
      then.run();
    }

    @Override
    public Optional<Reached> reached() {
      return reached;
    }
  }
}
