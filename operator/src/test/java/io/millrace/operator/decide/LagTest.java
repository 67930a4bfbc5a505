package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LagTest {

  private static final PartitionId P0 = new PartitionId("0");
  private static final PartitionId P1 = new PartitionId("1");
  private static final Positions EARLIEST = positions("3", "3");

  @Test
  void case24PositionsThatAreNewerThanTheLatestGiveNoNegativeLag() {
    Lag lag = Lag.between(positions("9", "20"), EARLIEST, positions("10", "15"));

    assertThat(lag.records()).isEqualTo(Map.of(P0, 1L, P1, 0L));
    assertThat(lag.total()).isEqualTo(1);
  }

  @Test
  void case24OnePartitionThatLagsIsHiddenByNoAverage() {
    Lag lag = Lag.between(positions("10", "10"), EARLIEST, positions("11", "10"));

    assertThat(lag.average()).isEqualTo(0.5);
    assertThat(lag.max()).isEqualTo(1);
  }

  @Test
  void partitionWithoutAStartIsBehindFromItsEarliestPosition() {
    Lag lag = Lag.between(Positions.of(Map.of("0", "10")), EARLIEST, positions("10", "15"));

    assertThat(lag.records()).isEqualTo(Map.of(P0, 0L, P1, 12L));
  }

  @Test
  void partitionOfWhichNothingIsKnownIsLeftOut() {
    Lag lag = Lag.between(Positions.NONE, Positions.NONE, positions("10", "15"));

    assertThat(lag.records()).isEmpty();
    assertThat(lag.average()).isZero();
  }

  @Test
  void labelOfAPositionIsNoDistance() {
    Lag lag = Lag.between(positions("LATEST", "10"), EARLIEST, positions("10", "15"));

    assertThat(lag.records()).isEqualTo(Map.of(P0, 0L, P1, 5L));
  }

  @Test
  void lagThatStatusCannotHoldIsTheMostThatItCan() {
    String far = "99999999999999999999999999";
    Lag lag = Lag.between(positions("0", "0"), EARLIEST, positions(far, far));

    assertThat(lag.max()).isEqualTo((1L << 53) - 1);
    assertThat(lag.total()).isEqualTo((1L << 53) - 1);
  }

  @Test
  void timeIsZeroWhereAllIsReadWhateverWasMeasured() {
    Lag lag =
        Lag.between(positions("10", "10"), EARLIEST, positions("10", "15"))
            .withTimes(Map.of(P0, Duration.ofHours(1), P1, Duration.ofSeconds(4)));

    assertThat(lag.times()).isEqualTo(Map.of(P0, Duration.ZERO, P1, Duration.ofSeconds(4)));
    assertThat(lag.time()).contains(Duration.ofSeconds(4));
  }

  private static Positions positions(String first, String second) {
    return Positions.of(Map.of("0", first, "1", second));
  }
}
