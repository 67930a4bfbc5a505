package io.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTest {

  private static final String KINESIS_LENGTH =
      "49590338271490256608559692538361571095921575989136588898";

  @Test
  void offsetsAreOrderedAsNumbers() {
    assertThat(Position.of(9)).isLessThan(Position.of(10));
    assertThat(Position.of(Long.MAX_VALUE)).isGreaterThan(Position.of(0));
    assertThat(Position.of(7)).isEqualByComparingTo(Position.of(7));
  }

  @Test
  void sequenceNumbersLongerThanALongAreOrderedAsNumbers() {
    assertThat(new Position(KINESIS_LENGTH)).isGreaterThan(Position.of(Long.MAX_VALUE));
    assertThat(new Position(KINESIS_LENGTH + "0"))
        .isGreaterThan(new Position("9" + KINESIS_LENGTH.substring(1)));
  }

  @Test
  void leadingZerosMeanNothingToTheOrder() {
    assertThat(new Position("007")).isLessThan(Position.of(10));
    assertThat(new Position("007")).isEqualByComparingTo(Position.of(7));
    assertThat(new Position("000")).isEqualByComparingTo(Position.of(0));
  }

  @Test
  void orderIsThatOfBigIntegers() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      BigInteger a = new BigInteger(random.nextInt(190), random);
      BigInteger b = random.nextInt(10) == 0 ? a : new BigInteger(random.nextInt(190), random);
      assertThat(Integer.signum(new Position(a.toString()).compareTo(new Position(b.toString()))))
          .as("%s and %s, seed %d", a, b, seed)
          .isEqualTo(a.compareTo(b));
    }
  }

  @Test
  void labelsStandBeforeAndAfterAllNumbers() {
    assertThat(new Position("TRIM_HORIZON")).isLessThan(Position.of(0));
    assertThat(new Position("AT_TIMESTAMP:2026-01-01T00:00:00Z")).isLessThan(Position.of(0));
    assertThat(Position.SHARD_END).isGreaterThan(new Position(KINESIS_LENGTH));
    assertThat(new Position("TRIM_HORIZON")).isLessThan(Position.SHARD_END);
  }

  @Test
  void twoLabelsBeforeAllNumbersCannotBeCompared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Position("TRIM_HORIZON").compareTo(new Position("AT_TIMESTAMP:1970")))
        .withMessageContaining("cannot be compared");
  }

  @Test
  void onlyNumbersAreNumbers() {
    assertThat(Position.of(0).isNumber()).isTrue();
    assertThat(Position.SHARD_END.isNumber()).isFalse();
  }

  @Test
  void emptyPositionIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Position(""))
        .withMessageContaining("position is empty");
  }
}
