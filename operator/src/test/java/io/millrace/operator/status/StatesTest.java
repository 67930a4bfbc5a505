package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.deepstorage.DeepStorageException;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Druid's states, as the loop writes them from a supervisor's first spec to its deletion. */
class StatesTest {

  private static final Duration SOON = Duration.ofSeconds(2);

  private final LoopWorld world = new LoopWorld();

  @Test
  void eachStateIsSaidFromTheFirstSpecToTheDeletion() {
    world.stream.goDown();
    world.storage.failWith(DeepStorageException.Kind.UNREACHABLE);
    world.create(spec(StatesTest::bad));
    expect("PENDING", "PENDING");

    world.edit(spec(good -> {}));
    expect("RUNNING", "CONNECTING_TO_STREAM");

    world.stream.comeBack();
    world.run(Duration.ofSeconds(30));
    expect("RUNNING", "DISCOVERING_INITIAL_TASKS");

    world.storage.heal();
    world.run(Duration.ofSeconds(30));
    expect("RUNNING", "CREATING_TASKS");

    world.bringToReading(1);
    expect("RUNNING", "RUNNING");

    world.run(Duration.ofMinutes(10));
    expect("IDLE", "IDLE");

    world.edit(spec(StatesTest::suspended));
    expect("SUSPENDED", "SUSPENDED");

    world.delete();
    expect("STOPPING", "STOPPING");
  }

  @Test
  void aFirstSpecThatIsRejectedIsPendingAlsoWhereItIsSuspended() {
    world.create(
        spec(
            spec -> {
              bad(spec);
              suspended(spec);
            }));
    expect("PENDING", "PENDING");

    world.edit(spec(StatesTest::suspended));
    expect("SUSPENDED", "SUSPENDED");
  }

  private void expect(String state, String detailedState) {
    world.run(SOON);
    assertThat(world.cluster.status().state()).isEqualTo(state);
    assertThat(world.cluster.status().detailedState()).isEqualTo(detailedState);
  }

  /** With one task group, and runs so seldom that none of its troubles makes it unhealthy. */
  private static StreamSupervisorSpec spec(Consumer<ObjectNode> edit) {
    return Supervisors.edited(
        spec -> {
          spec.withObject("/ioConfig")
              .put("taskCount", 1)
              .put("taskDuration", "PT1H")
              .put("period", "PT1M")
              .withObject("/idleConfig")
              .put("enabled", true)
              .put("inactiveAfterMillis", 300_000);
          edit.accept(spec);
        });
  }

  private static void bad(ObjectNode spec) {
    spec.withObject("/ioConfig").put("x", 1);
  }

  private static void suspended(ObjectNode spec) {
    spec.put("suspend", true);
  }
}
