package io.millrace.operator.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.HandoffStatus;
import io.millrace.operator.Reason;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.status.Event;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Early handoff and {@code startDelay} through the whole loop, across restarts of the operator. */
class HandoffLoopTest {

  private static final Duration LONG = Duration.ofMinutes(10);

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

    assertThat(condition("Degraded").map(Condition::getReason)).contains("HandoffRejected");
    assertThat(condition("Ready").map(Condition::getStatus)).contains("True");
    assertThat(world.cluster.events())
        .filteredOn(event -> event.reason() == Reason.HandoffRejected)
        .singleElement()
        .matches(Event::warning);

    world.cluster.annotate("8");
    world.trigger();
    world.run(Duration.ofSeconds(2));
    assertThat(condition("Degraded")).isEmpty();
    assertThat(world.cluster.status().handoff()).extracting(HandoffStatus::request).isEqualTo("8");
  }

  @Test
  void nothingIsStartedBeforeStartDelayWhichCountsFromTheCreation() {
    world.create(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("startDelay", "PT20S")));
    world.run(Duration.ofSeconds(12));
    assertThat(condition("Ready").map(Condition::getMessage).orElse(""))
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
    assertThat(world.runUntil(() -> world.cluster.pods().size() == 2, LONG)).isTrue();
    int last = 1;
    for (PodFacts pod : List.copyOf(world.cluster.pods().values())) {
      world.cluster.run(pod.name(), "10.0.0." + last++);
      world.tasks.says(pod.uid(), TaskState.READY, Map.of(), null);
    }
    world.trigger();
    assertThat(
            world.runUntil(
                () ->
                    world.cluster.pods().values().stream()
                        .noneMatch(pod -> world.tasks.assigned(pod.uid()).isEmpty()),
                LONG))
        .isTrue();
    for (PodFacts pod : world.cluster.pods().values()) {
      Map<String, String> start =
          requireNonNull(world.tasks.assigned(pod.uid()).getFirst().start());
      world.tasks.says(pod.uid(), TaskState.READING, start, world.scheduler.instant());
    }
    assertThat(
            world.runUntil(
                () -> condition("Ready").filter(c -> c.getStatus().equals("True")).isPresent(),
                LONG))
        .isTrue();
  }

  private Optional<Condition> condition(String type) {
    return world.cluster.status().conditions().stream()
        .filter(condition -> condition.getType().equals(type))
        .findFirst();
  }
}
