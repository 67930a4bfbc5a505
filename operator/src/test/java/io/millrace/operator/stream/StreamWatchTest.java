package io.millrace.operator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.operator.decide.StreamObservation;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.VirtualScheduler;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamException;
import io.millrace.streams.testing.FakeStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamWatchTest {

  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final FakeStream stream = new FakeStream("events", 2);
  private final AtomicInteger triggers = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final StreamWatch watch =
      new StreamWatch(
          (namespace, io) -> {
            opened.incrementAndGet();
            return stream.metadata();
          },
          "ns",
          scheduler,
          triggers::incrementAndGet);
  private final IoConfig io = Supervisors.goodSpec().ioConfig();

  @Test
  void theFirstLookIsAtOnceAndTriggers() {
    assertThat(watch.observation()).isInstanceOf(StreamObservation.NotYet.class);

    watch.follow(io, PERIOD);
    scheduler.runDue();

    assertThat(known().description().partitions()).hasSize(2);
    assertThat(triggers).hasValue(1);
  }

  @Test
  void aStreamOnWhichNothingHappensTriggersNothing() {
    watch.follow(io, PERIOD);
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
    watch.follow(io, PERIOD);
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
    watch.follow(io, PERIOD);
    scheduler.runDue();
    stream.goDown();
    scheduler.advance(PERIOD);
    stream.comeBack();
    scheduler.advance(PERIOD);

    assertThat(opened).hasValueGreaterThan(1);
  }

  @Test
  void onlyASpecThatConnectsDifferentlyIsAskedAnew() {
    watch.follow(io, PERIOD);
    scheduler.runDue();
    watch.follow(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskCount", 5)).ioConfig(),
        PERIOD);
    scheduler.runDue();
    assertThat(opened).hasValue(1);

    watch.follow(
        Supervisors.edited(
                spec -> spec.withObject("/ioConfig/consumerProperties").put("client.rack", "a"))
            .ioConfig(),
        PERIOD);
    scheduler.runDue();
    assertThat(opened).hasValue(2);
  }

  @Test
  void aClosedWatchAsksNothingMore() {
    watch.follow(io, PERIOD);
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

  private StreamObservation.Known known() {
    return (StreamObservation.Known) watch.observation();
  }
}
