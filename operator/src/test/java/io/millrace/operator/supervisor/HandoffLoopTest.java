package io.millrace.operator.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.GenerationStatus;
import io.millrace.crds.v1alpha1.status.HandoffStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.status.Event;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Early handoff and {@code startDelay} through the whole loop, across restarts of the operator. */
class HandoffLoopTest {

  /** How long a rollover waits for a standby that lacks room. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LoopWorld world = new LoopWorld();

  @Test
  void aRequestIsInStatusAndObeyedOnceByWhateverOperator() {
    allRead();
    world.cluster.annotate("7/1");
    world.trigger();
    world.run(Duration.ofSeconds(2));
    HandoffStatus asked = requireNonNull(world.cluster.status().handoff());
    assertThat(asked.ending()).isEqualTo(Map.of("1", 0));
    assertThat(world.cluster.pods()).containsKey("events-1-1-0").doesNotContainKey("events-0-1-0");

    world.restartOperator();
    world.run(Duration.ofSeconds(5));

    assertThat(world.cluster.status().handoff()).isEqualTo(asked);
    assertThat(world.cluster.events())
        .filteredOn(event -> event.reason() == Reason.EarlyHandoff)
        .singleElement()
        .satisfies(
            event -> assertThat(event.note()).contains("task group 1", "millrace.io/handoff"));
  }

  @Test
  void aRequestThatCannotBeReadIsToldAndDoesNotMakeItUnhealthy() {
    allRead();
    world.cluster.annotate("now, please");
    world.trigger();
    world.run(Duration.ofSeconds(10));

    assertThat(world.condition("Degraded").map(Condition::getReason)).contains("HandoffRejected");
    assertThat(world.condition("Ready").map(Condition::getStatus)).contains("True");
    assertThat(world.cluster.events())
        .filteredOn(event -> event.reason() == Reason.HandoffRejected)
        .singleElement()
        .matches(Event::warning);

    world.cluster.annotate("8");
    world.trigger();
    world.run(Duration.ofSeconds(2));
    assertThat(world.condition("Degraded")).isEmpty();
    assertThat(world.cluster.status().handoff()).extracting(HandoffStatus::request).isEqualTo("8");
  }

  @Test
  void aQuotaThatHasNoRoomForTheStandbyHoldsARolloverUpForABoundedTime() {
    allRead();
    world.cluster.refusePods("pods \"events-1-1-0\" is forbidden: exceeded quota: compute");
    world.cluster.annotate("7/1");
    world.trigger();
    world.run(PATIENCE.minusSeconds(1));
    assertThat(world.condition("Degraded").map(Condition::getReason)).contains("QuotaExceeded");
    assertThat(secondReads()).isEqualTo(GenerationStatus.State.READING);

    world.run(Duration.ofSeconds(2));

    assertThat(secondReads()).isEqualTo(GenerationStatus.State.PAUSING);
  }

  private GenerationStatus.State secondReads() {
    return world.cluster.status().taskGroups().get(1).generations().getFirst().state();
  }

  @Test
  void nothingIsStartedBeforeStartDelayWhichCountsFromTheCreation() {
    world.create(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("startDelay", "PT20S")));
    world.run(Duration.ofSeconds(12));
    assertThat(world.condition("Ready").map(Condition::getMessage).orElse(""))
        .contains("2026-01-01T00:00:20Z", "startDelay");
    world.restartOperator();
    world.run(Duration.ofSeconds(7));
    assertThat(world.cluster.pods()).isEmpty();
    assertThat(world.cluster.status().offsets()).isEmpty();

    world.run(Duration.ofSeconds(2));

    assertThat(world.cluster.pods()).hasSize(2);
  }

  @Test
  void withoutStartDelayItIsDruidsFiveSeconds() {
    world.create(Supervisors.edited(spec -> spec.withObject("/ioConfig").remove("startDelay")));
    world.run(Duration.ofMillis(4_500));
    assertThat(world.cluster.pods()).isEmpty();

    world.run(Duration.ofSeconds(2));

    assertThat(world.cluster.pods()).hasSize(2);
  }

  private void allRead() {
    world.create(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskDuration", "PT1H")));
    world.bringToReading(2);
  }
}
