package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.crds.v1alpha1.status.AutoscalerStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.quickstart.cluster.Supervisor;
import io.millrace.quickstart.events.EventProducer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lag decides how many task groups read a topic, and gives them back when it is gone. */
class LagStepTest {

  private static final String NAME = "lag-step";
  private static final int PARTITIONS = 4;
  private static final long EVENTS = 60_000;

  @Test
  void lagStepScalesFromOneToThreeAndBack() throws Exception {
    TestCluster test = TestCluster.startedOrSkipped();
    test.cluster().broker().topics().create(NAME, PARTITIONS);
    try (EventProducer producer = test.produce(NAME, PARTITIONS, EVENTS, EVENTS)) {
      await("all is produced").atMost(SupervisorWatch.LIMIT).until(producer::isFinished);
      Supervisor supervisor =
          test.cluster()
              .apply(
                  test.sample(NAME, 1, "PT20S")
                      .with("/spec/ioConfig", "period", "PT2S")
                      .with("/spec/ioConfig", "autoScalerConfig", autoscaler(Duration.ofHours(1)))
                      .with("/spec/tuningConfig", "offsetFetchPeriod", "PT5S"));
      SupervisorWatch watch = new SupervisorWatch(test, supervisor);
      try {
        watch.until("three are wanted", () -> wanted(supervisor) == 3);
        watch.untilGroupsRead(3);
        supervisor.editSpec(
            "ioConfig", io -> io.put("autoScalerConfig", autoscaler(Duration.ofSeconds(5))));
        watch.until("one is wanted again", () -> wanted(supervisor) == 1);
        watch.untilGroupsRead(1);
        watch.untilAllIsCommitted(producer);

        watch.provenExact(producer);
        assertThat(watch.events("ScaledOut"))
            .singleElement()
            .asString()
            .startsWith("from 1 to 3 task groups: ");
        assertThat(watch.events("ScaledIn"))
            .singleElement()
            .asString()
            .startsWith("from 3 to 1 task groups: ");
      } finally {
        supervisor.delete();
      }
    }
  }

  /**
   * Lag that is there before the first task has read is enough for more, and none for fewer.
   *
   * @param betweenActions how long a scale action keeps the next one away, however little lag is
   *     left by then
   */
  private static Map<String, Object> autoscaler(Duration betweenActions) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("enableTaskAutoScaler", true);
    config.put("taskCountMin", 1);
    config.put("taskCountMax", 3);
    config.put("taskCountStart", 1);
    config.put("scaleActionStartDelayMillis", 0);
    config.put("lagCollectionIntervalMillis", 5_000);
    config.put("lagCollectionRangeMillis", 5_000);
    config.put("scaleActionPeriodMillis", 1_000);
    config.put("minTriggerScaleActionFrequencyMillis", betweenActions.toMillis());
    config.put("scaleOutThreshold", 5_000);
    config.put("scaleInThreshold", 100);
    config.put("scaleInStep", 2);
    return config;
  }

  private static int wanted(Supervisor supervisor) {
    return supervisor
        .status()
        .map(StreamSupervisorStatus::autoscaler)
        .map(AutoscalerStatus::taskCount)
        .orElse(0);
  }
}
