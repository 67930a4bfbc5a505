package io.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.operator.decide.Settings;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CapacityTest {

  private static final int MANY = 100;

  @Test
  void withoutAnAutoscalerItGoesByTheTaskCount() {
    assertThat(Capacity.of(settings(io -> io.put("taskCount", 4).put("replicas", 2)), MANY))
        .isEqualTo(new Capacity(16, 18));
    assertThat(Capacity.of(settings(io -> io.put("taskCount", 4).put("stopTaskCount", 1)), MANY))
        .isEqualTo(new Capacity(8, 6));
  }

  @Test
  void withTheAutoscalerItGoesByTheHighestCount() {
    assertThat(Capacity.of(settings(io -> scaler(io)), MANY)).isEqualTo(new Capacity(20, 21));
    assertThat(Capacity.of(settings(io -> scaler(io).put("taskCountStart", 2)), MANY).pods())
        .isEqualTo(21);
  }

  @Test
  void anAutoscalerThatIsOffAsksForNothing() {
    assertThat(
            Capacity.of(settings(io -> scaler(io).put("enableTaskAutoScaler", false)), MANY).pods())
        .as("2 that read, 2 that finish, 1 standby")
        .isEqualTo(5);
  }

  @Test
  void theShareThatMayFinishIsOfTheHighestCount() {
    assertThat(Capacity.of(settings(io -> scaler(io).put("stopTaskCountRatio", 0.35)), MANY).pods())
        .as("10 that read, 3 that finish, 1 standby")
        .isEqualTo(14);
    assertThat(Capacity.of(settings(io -> scaler(io).put("stopTaskCountRatio", 0.01)), MANY).pods())
        .as("one may always finish")
        .isEqualTo(12);
  }

  @Test
  void theShareGoesBeforeTheNumber() {
    Settings settings =
        settings(io -> scaler(io.put("stopTaskCount", 1)).put("stopTaskCountRatio", 0.5));

    assertThat(Capacity.of(settings, MANY).pods()).isEqualTo(16);
  }

  @Test
  void theNumberLimitsWhateverTaskCountSays() {
    assertThat(Capacity.of(settings(io -> scaler(io.put("stopTaskCount", 3))), MANY).pods())
        .as("10 that read, 3 that finish, 1 standby")
        .isEqualTo(14);
    assertThat(
            Capacity.of(
                    settings(io -> scaler(io.put("taskCount", 2).put("stopTaskCount", 2))), MANY)
                .pods())
        .as("10 that read, 2 that finish, 1 standby")
        .isEqualTo(13);
    assertThat(Capacity.of(settings(io -> scaler(io.put("stopTaskCount", 12))), MANY).pods())
        .as("no more finish than there are")
        .isEqualTo(21);
  }

  @Test
  void noGroupIsWithoutAPartition() {
    assertThat(Capacity.of(settings(io -> scaler(io)), 3)).isEqualTo(new Capacity(6, 7));
    assertThat(Capacity.of(settings(io -> scaler(io).put("stopTaskCountRatio", 0.5)), 3).pods())
        .as("the share is of the wanted number, as in a rollover")
        .isEqualTo(7);
    assertThat(Capacity.of(settings(io -> scaler(io)), 0))
        .as("before partitions are known")
        .isEqualTo(new Capacity(20, 21));
  }

  private static ObjectNode scaler(ObjectNode io) {
    return io.withObject("/autoScalerConfig")
        .put("enableTaskAutoScaler", true)
        .put("taskCountMin", 1)
        .put("taskCountMax", 10);
  }

  private static Settings settings(Consumer<ObjectNode> edit) {
    SpecVerdict verdict =
        new SpecCheck(LoopWorld.CLAIM)
            .check(
                Supervisors.KEY,
                Supervisors.edited(spec -> edit.accept(spec.withObject("/ioConfig"))),
                null,
                null);
    return ((SpecVerdict.Good) verdict).spec().settings();
  }
}
