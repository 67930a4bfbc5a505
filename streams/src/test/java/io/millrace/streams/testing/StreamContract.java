package io.millrace.streams.testing;

import static io.millrace.streams.testing.FakeStream.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.streams.PartitionId;
import io.millrace.streams.PartitionRecords;
import io.millrace.streams.Position;
import io.millrace.streams.StreamDescription;
import io.millrace.streams.StreamException;
import io.millrace.streams.StreamException.Kind;
import io.millrace.streams.StreamMetadata;
import io.millrace.streams.StreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every stream must do: held against Kafka and against {@link FakeStream} alike. */
abstract class StreamContract {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final PartitionId P0 = partition(0);
  private static final PartitionId P1 = partition(1);

  private StreamUnderTest stream;
  private StreamMetadata metadata;
  private StreamReader reader;
  private Reading reading;

  /** A stream of its own with two partitions. */
  abstract StreamUnderTest create() throws Exception;

  @BeforeEach
  void open() throws Exception {
    stream = create();
    metadata = stream.metadata();
    reader = stream.reader();
    reading = new Reading(reader);
  }

  @AfterEach
  void close() {
    reader.close();
    metadata.close();
  }

  @Test
  void describesItsPartitionsAlsoThoseAddedLater() throws Exception {
    assertThat(metadata.describe().partitions()).containsExactly(P0, P1);

    stream.growTo(3);

    assertThat(metadata.describe().partitions()).containsExactly(P0, P1, partition(2));
  }

  @Test
  void readerAndMetadataDescribeTheSameStream() throws Exception {
    StreamDescription described = metadata.describe();

    assertThat(reader.connect()).isEqualTo(described);
    assertThat(reader.describe()).isEqualTo(described);
    assertThat(described.topics()).hasSize(1);
  }

  @Test
  void streamThatIsGoneIsUnknown() {
    stream.delete();

    assertThat(failure(metadata::describe).kind()).isEqualTo(Kind.UNKNOWN_STREAM);
    assertThat(failure(reader::connect).kind()).isEqualTo(Kind.UNKNOWN_STREAM);
  }

  @Test
  void partitionThatIsNotThereIsUnknown() {
    PartitionId absent = partition(7);

    assertThat(failure(() -> metadata.latest(Set.of(absent))).kind())
        .isEqualTo(Kind.UNKNOWN_STREAM);
    assertThat(failure(() -> reader.assign(Map.of(absent, Position.of(0)))).kind())
        .isEqualTo(Kind.UNKNOWN_STREAM);
  }

  @Test
  void earliestAndLatestBoundWhatIsThere() throws Exception {
    stream.append(0, "a", "b", "c");
    stream.deleteRecordsBefore(0, 1);

    assertThat(metadata.earliest(Set.of(P0, P1)).found())
        .isEqualTo(Map.of(P0, Position.of(1), P1, Position.of(0)));
    assertThat(metadata.latest(Set.of(P0, P1)).found())
        .isEqualTo(Map.of(P0, Position.of(3), P1, Position.of(0)));
  }

  @Test
  void timeBehindIsThatBetweenTheLastRecordReadAndTheNewest() throws Exception {
    Instant first = Instant.now().minusSeconds(600);
    stream.appendAt(0, first, "a");
    stream.appendAt(0, first.plusSeconds(60), "b");
    stream.appendUnreadable(0);
    stream.appendAt(1, first, "x");
    stream.appendAt(1, first.minusSeconds(5), "written before");
    Map<PartitionId, Position> latest = metadata.latest(Set.of(P0, P1)).found();

    assertThat(metadata.timeBehind(Map.of(P0, Position.of(1), P1, Position.of(1)), latest))
        .isEqualTo(Map.of(P0, Duration.ofSeconds(60), P1, Duration.ZERO));
    assertThat(metadata.timeBehind(latest, latest))
        .isEqualTo(Map.of(P0, Duration.ZERO, P1, Duration.ZERO));
  }

  @Test
  void timeBehindIsUnknownWhereNothingWasReadOrIsLeft() throws Exception {
    stream.append(0, "a", "b");
    Map<PartitionId, Position> latest = metadata.latest(Set.of(P0, P1)).found();

    assertThat(metadata.timeBehind(Map.of(P0, Position.of(0), P1, Position.of(0)), latest))
        .isEmpty();

    stream.deleteRecordsBefore(0, 1);

    assertThat(metadata.timeBehind(Map.of(P0, Position.of(1)), latest)).isEmpty();
    assertThat(metadata.timeBehind(Map.of(P0, Position.of(1)), Map.of())).isEmpty();
  }

  @Test
  void timeLeadsToTheFirstRecordAtOrAfterItAndElseToTheEnd() throws Exception {
    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    stream.appendAt(0, noon.minusSeconds(20), "a");
    stream.appendAt(0, noon.minusSeconds(10), "b");
    stream.appendAt(0, noon, "c");
    stream.appendAt(0, noon.plusSeconds(10), "d");
    stream.appendAt(1, noon.minusSeconds(1), "x");

    assertThat(metadata.atOrAfter(Set.of(P0, P1), noon).found())
        .isEqualTo(Map.of(P0, Position.of(2), P1, Position.of(1)));
    assertThat(metadata.atOrAfter(Set.of(P0), noon.minusSeconds(15)).found())
        .isEqualTo(Map.of(P0, Position.of(1)));
    assertThat(metadata.atOrAfter(Set.of(P0, partition(1)), noon.minusSeconds(3_600)).found())
        .isEqualTo(metadata.earliest(Set.of(P0, P1)).found());
  }

  @Test
  void readsEachPartitionInOrderFromItsPosition() throws Exception {
    stream.append(0, "a", "b", "c");
    stream.append(1, "x", "y");
    reader.connect();

    reader.assign(Map.of(P0, Position.of(1), P1, Position.of(0)));
    reading.untilRecords(4);

    assertThat(reading.values(P0)).containsExactly("b", "c");
    assertThat(reading.values(P1)).containsExactly("x", "y");
    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(3), P1, Position.of(2)));
  }

  @Test
  void positionsAreThoseAssignedBeforeAnythingWasRead() throws Exception {
    stream.append(0, "a", "b");

    reader.assign(Map.of(P0, Position.of(1)));

    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(1)));
  }

  @Test
  void assigningAgainReplacesPartitionsAndPositions() throws Exception {
    stream.append(0, "a", "b");
    stream.append(1, "x");
    reader.assign(Map.of(P0, Position.of(0), P1, Position.of(0)));
    reading.untilRecords(3);

    reader.assign(Map.of(P0, Position.of(1)));
    stream.append(1, "y");
    reading.untilRecords(4);
    reading.once();

    assertThat(reading.values(P0)).containsExactly("a", "b", "b");
    assertThat(reading.values(P1)).containsExactly("x");
    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(2)));
  }

  @Test
  @DisplayName("case 10: positions pass over ranges without readable records, so that lag is 0")
  void case10PositionsPassOverUnreadableRanges() throws Exception {
    stream.append(0, "a");
    stream.appendUnreadable(0);
    stream.appendUnreadable(1);
    Map<PartitionId, Position> latest = metadata.latest(Set.of(P0, P1)).found();
    assertThat(latest.get(P1)).isGreaterThan(Position.of(0));

    reader.assign(Map.of(P0, Position.of(0), P1, Position.of(0)));
    reading.untilPositions(latest);

    assertThat(reading.values(P0)).containsExactly("a");
    assertThat(reading.values(P1)).isEmpty();
  }

  @Test
  void limitHoldsBackRecordsAndPositions() throws Exception {
    stream.append(0, "a", "b", "c", "d");
    stream.append(1, "x", "y");
    reader.assign(Map.of(P0, Position.of(0), P1, Position.of(0)));

    reader.limit(Map.of(P0, Position.of(2)));
    reading.untilPositions(Map.of(P0, Position.of(2), P1, Position.of(2)));
    stream.append(1, "z");
    reading.untilPositions(Map.of(P0, Position.of(2), P1, Position.of(3)));

    assertThat(reading.values(P0)).containsExactly("a", "b");
    assertThat(reading.values(P1)).containsExactly("x", "y", "z");
  }

  @Test
  void limitWithinAnUnreadableRangeIsReached() throws Exception {
    stream.append(0, "a");
    stream.appendUnreadable(0);
    Position end = metadata.latest(Set.of(P0)).found().get(P0);
    stream.appendUnreadable(0);
    stream.append(0, "b");
    reader.assign(Map.of(P0, Position.of(0)));

    reader.limit(Map.of(P0, end));
    reading.untilPositions(Map.of(P0, end));
    reading.once();

    assertThat(reading.values(P0)).containsExactly("a");
    assertThat(reader.positions()).isEqualTo(Map.of(P0, end));
  }

  @Test
  void limitBehindThePositionStopsWithoutGoingBack() throws Exception {
    stream.append(0, "a", "b", "c");
    reader.assign(Map.of(P0, Position.of(0)));
    reading.untilRecords(3);

    reader.limit(Map.of(P0, Position.of(1)));
    stream.append(0, "d");
    reading.once();

    assertThat(reading.values(P0)).containsExactly("a", "b", "c");
    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(3)));
  }

  @Test
  void raisedLimitReadsOnWithoutLosingWhatWasHeldBack() throws Exception {
    stream.append(0, "a", "b", "c", "d");
    reader.assign(Map.of(P0, Position.of(0)));
    reader.limit(Map.of(P0, Position.of(1)));
    reading.untilPositions(Map.of(P0, Position.of(1)));

    reader.limit(Map.of(P0, Position.of(3)));
    reading.untilPositions(Map.of(P0, Position.of(3)));

    assertThat(reading.values(P0)).containsExactly("a", "b", "c");
  }

  @Test
  void assigningAgainRemovesLimits() throws Exception {
    stream.append(0, "a", "b", "c");
    reader.assign(Map.of(P0, Position.of(0)));
    reader.limit(Map.of(P0, Position.of(1)));
    reading.untilPositions(Map.of(P0, Position.of(1)));

    reader.assign(Map.of(P0, Position.of(1)));
    reading.untilPositions(Map.of(P0, Position.of(3)));

    assertThat(reading.values(P0)).containsExactly("a", "b", "c");
  }

  @Test
  @DisplayName("case 4: a position that retention has passed is an error, and never a jump")
  void case4PositionThatRetentionHasPassedIsAnError() throws Exception {
    stream.append(0, "a", "b", "c");
    stream.deleteRecordsBefore(0, 2);
    reader.assign(Map.of(P0, Position.of(0)));

    StreamException failure = failure(() -> reading.untilRecords(1));

    assertThat(failure.kind()).isEqualTo(Kind.POSITION_OUT_OF_RANGE);
    assertThat(failure).hasMessageContainingAll("partition 0", "position 0", "2 to 3");
    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(0)));
    assertThat(failure(() -> reading.untilRecords(1)).kind()).isEqualTo(Kind.POSITION_OUT_OF_RANGE);
  }

  @Test
  @DisplayName("case 5: a position beyond the newest is an error, and not waited on")
  void case5PositionBeyondTheNewestIsAnError() throws Exception {
    stream.append(0, "a", "b", "c");
    reader.assign(Map.of(P0, Position.of(10)));

    StreamException failure = failure(() -> reading.untilRecords(1));

    assertThat(failure.kind()).isEqualTo(Kind.POSITION_OUT_OF_RANGE);
    assertThat(failure).hasMessageContainingAll("partition 0", "position 10", "0 to 3");
  }

  @Test
  @DisplayName("case 5: a stream that is created again has another identity, also for its reader")
  void case5RecreatedStreamHasAnotherIdentity() throws Exception {
    stream.append(0, "a", "b", "c");
    StreamDescription before = reader.connect();
    reader.assign(Map.of(P0, Position.of(0)));
    reading.untilRecords(3);

    stream.delete();
    stream.recreate(2);
    stream.append(0, "z");

    assertThat(reader.describe().identity(Set.of(P0))).isNotEqualTo(before.identity(Set.of(P0)));
    assertThat(metadata.describe().changedTopics(before)).hasSize(1);
    assertThat(failure(() -> reading.untilRecords(4)).kind()).isEqualTo(Kind.POSITION_OUT_OF_RANGE);
  }

  @Test
  void wakeUpEndsAPollThatIsUnderWay() throws Exception {
    reader.assign(Map.of(P0, Position.of(0)));
    reading.once();

    CompletableFuture<List<PartitionRecords>> poll = inBackground(() -> reader.poll(LONG));
    reader.wakeUp();

    assertThat(poll).succeedsWithin(LONG.dividedBy(2)).isEqualTo(List.of());
  }

  @Test
  void wakeUpBetweenPollsEndsTheNextOneAndLosesNothing() throws Exception {
    reader.assign(Map.of(P0, Position.of(0)));
    reading.once();

    reader.wakeUp();
    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(0)));
    stream.append(0, "a");
    reading.untilRecords(1);
    stream.append(0, "b");
    reading.untilRecords(2);

    assertThat(reading.values(P0)).containsExactly("a", "b");
  }

  @Test
  void withoutPartitionsItWaitsAndCanBeWokenUp() throws Exception {
    reader.connect();
    assertThat(reader.poll(SHORT)).isEmpty();
    assertThat(reader.positions()).isEmpty();

    CompletableFuture<List<PartitionRecords>> poll = inBackground(() -> reader.poll(LONG));
    reader.wakeUp();

    assertThat(poll).succeedsWithin(LONG.dividedBy(2)).isEqualTo(List.of());
  }

  @Test
  void partitionAddedLaterIsReadFromItsEarliest() throws Exception {
    reader.connect();
    stream.growTo(3);
    stream.append(2, "a");

    PartitionId added = partition(2);
    reader.assign(metadata.earliest(Set.of(added)).found());
    reading.untilRecords(1);

    assertThat(reading.values(added)).containsExactly("a");
  }

  @Test
  void outageIsSatOutByTheReaderAndToldByEverythingElse() throws Exception {
    stream.append(0, IntStream.range(0, 700).mapToObj(Integer::toString).toArray(String[]::new));
    reader.connect();
    reader.assign(Map.of(P0, Position.of(0)));
    reading.untilRecords(10);

    stream.goDown();

    assertThat(failure(metadata::describe).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure(reader::describe).kind()).isEqualTo(Kind.UNREACHABLE);
    reading.once();
    long readSoFar = reading.count();
    assertThat(reader.positions()).isEqualTo(Map.of(P0, Position.of(readSoFar)));

    stream.comeBack();
    stream.append(0, "700");
    reading.untilRecords(701);

    assertThat(reading.values(P0))
        .isEqualTo(IntStream.rangeClosed(0, 700).mapToObj(Integer::toString).toList());
  }

  private static <T> CompletableFuture<T> inBackground(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(task.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static StreamException failure(ThrowingCallable call) {
    return catchThrowableOfType(StreamException.class, call);
  }
}
