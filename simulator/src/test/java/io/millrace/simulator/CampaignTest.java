package io.millrace.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.TaskClient;
import io.millrace.simulator.Simulation.Result;
import io.millrace.simulator.check.Rule;
import io.millrace.simulator.fault.FaultKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CampaignTest {

  private static final Variation FAULTY = Fault.RECORDS_LOST.variation();

  @Test
  void failedScheduleIsReducedToWhatItTakes() {
    List<Result> failed = new ArrayList<>();
    Campaign campaign = new Campaign(new SeedRange(1, 20), Set.of(), OptionalInt.empty(), FAULTY);

    campaign.run(failed::isEmpty, failed::add);
    Result smallest = campaign.smallest(failed.get(0));

    assertThat(campaign.violations()).isEqualTo(1);
    assertThat(smallest.violations().get(0).rule()).isEqualTo(Rule.ROWS);
    Set<FaultKind> all = failed.get(0).schedule().kinds();
    assertThat(smallest.schedule().kinds()).isSubsetOf(all).hasSizeLessThan(all.size());
    assertThat(smallest.trace()).isNotEmpty();
  }

  @Test
  void lengthThatIsAskedForReplacesTheSeeds() {
    List<Result> failed = new ArrayList<>();
    Campaign campaign = new Campaign(new SeedRange(1, 20), Set.of(), OptionalInt.of(30), FAULTY);

    campaign.run(failed::isEmpty, failed::add);

    assertThat(failed.get(0).schedule().troubled()).isEqualTo(30);
    assertThat(campaign.smallest(failed.get(0)).schedule().troubled()).isEqualTo(30);
  }

  @Test
  void everySeedIsRunOnce() {
    Campaign campaign =
        new Campaign(new SeedRange(5, 7), Set.of(), OptionalInt.empty(), Variation.NONE);

    campaign.run(() -> true, result -> {});
    campaign.run(() -> true, result -> {});

    assertThat(campaign.schedules()).isEqualTo(3);
  }

  @Test
  void scheduleThatEndsWithAnErrorEndsTheCampaign() {
    Variation broken =
        new Variation() {
          @Override
          public TaskClient tasks(TaskClient usual) {
            throw new StackOverflowError("of the test");
          }
        };
    Campaign campaign = new Campaign(new SeedRange(1, 9), Set.of(), OptionalInt.empty(), broken);

    assertThatThrownBy(() -> campaign.run(2, () -> true, result -> {}))
        .hasStackTraceContaining("the schedule of seed")
        .hasRootCauseInstanceOf(StackOverflowError.class);
    assertThat(campaign.schedules()).isZero();
  }
}
