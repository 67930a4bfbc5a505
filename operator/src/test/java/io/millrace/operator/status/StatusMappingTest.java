package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.testing.RandomStates;
import io.millrace.operator.testing.StatusJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusMappingTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void case23WhatIsRememberedComesBackAsItWas(long seed) {
    RandomStates states = new RandomStates(seed);
    for (int round = 0; round < 100; round++) {
      SupervisorState state = states.next();

      StreamSupervisorStatus stored = StatusJson.throughJson(status(state));

      assertThat(StatusMapping.state(stored)).as("seed %d, round %d", seed, round).isEqualTo(state);
    }
  }

  @Test
  void anAbsentOrEmptyStatusRemembersNothing() {
    StreamSupervisorStatus onlyDefaults =
        Serialization.unmarshal("{\"observedGeneration\": -1}", StreamSupervisorStatus.class);

    assertThat(StatusMapping.state(null)).isEqualTo(SupervisorState.NEW);
    assertThat(StatusMapping.state(onlyDefaults)).isEqualTo(SupervisorState.NEW);
  }

  private static StreamSupervisorStatus status(SupervisorState state) {
    return new StreamSupervisorStatus(
        1L,
        "RUNNING",
        "RUNNING",
        state.epoch(),
        List.of(),
        state.groups().size(),
        "selector",
        state.acceptedRevision(),
        StatusMapping.streamStatus(state.stream()),
        null,
        StatusMapping.commitStatus(state.commit()),
        state.offsets().text(),
        StatusMapping.groupStatus(state.groups(), UnreadGroups.NONE),
        null,
        null,
        StatusMapping.quietStatus(state.quiet()),
        HandoffMapping.status(state.handoff()),
        null,
        JumpsMapping.resetStatus(state.jumps().lastReset()),
        JumpsMapping.lostRanges(state.jumps()),
        JumpsMapping.lostRecords(state.jumps()),
        List.of(),
        null,
        AutoscalerMapping.status(state.autoscaler()),
        List.of());
  }
}
