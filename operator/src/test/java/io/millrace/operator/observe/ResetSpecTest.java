package io.millrace.operator.observe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.Reset;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.ResetRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResetSpecTest {

  @Test
  void positionsAreTakenWithoutLeadingZerosSinceTasksWriteThemWithout() {
    Reset reset =
        new Reset(1, Reset.To.POSITION, null, Map.of("0", "007", "1", "000", "2", "70"), List.of());
    assertThat(ResetSpec.problems(reset)).isEmpty();

    ResetRequest request = requireNonNull(ResetSpec.request(reset));

    assertThat(request.positions()).isEqualTo(Positions.of(Map.of("0", "7", "1", "0", "2", "70")));
  }
}
