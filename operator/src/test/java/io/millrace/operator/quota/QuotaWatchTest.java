package io.millrace.operator.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.operator.Reason;
import io.millrace.operator.decide.Finding;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.observe.SpecCheck;
import io.millrace.operator.observe.SpecVerdict;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.VirtualScheduler;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class QuotaWatchTest {

  private static final long GIGABYTE = 1L << 30;

  private final VirtualScheduler scheduler = new VirtualScheduler(Instant.EPOCH);
  private Optional<List<Quota>> quotas = Optional.of(List.of());
  private long ours;
  private final QuotaWatch watch = new QuotaWatch(namespace -> quotas, "ns", () -> ours, scheduler);

  @Test
  void roomForAllPodsOfTheBusiestTimeIsEnough() {
    quotas = quota("pods", 5, 0);
    look(2);

    assertThat(watch.finding(spec(), 2)).as("2 that read, 2 that finish, 1 standby").isEmpty();
  }

  @Test
  void onePodLessIsTold() {
    quotas = quota("pods", 4, 0);
    look(2);

    Finding finding = watch.finding(spec(), 2).orElseThrow();

    assertThat(finding.reason()).isEqualTo(Reason.QuotaTooSmall);
    assertThat(finding.stalls()).isFalse();
    assertThat(finding.message())
        .contains("ResourceQuota compute allows 4 of pods", "expected room for 5");
  }

  @Test
  void roomIsNeededForWhatTheAutoscalerMayAskFor() {
    AcceptedSpec scaled =
        spec(
            tree ->
                tree.withObject("/ioConfig/autoScalerConfig")
                    .put("enableTaskAutoScaler", true)
                    .put("taskCountMin", 1)
                    .put("taskCountMax", 6));
    quotas = quota("pods", 12, 0);
    look(2);

    assertThat(watch.finding(scaled, 8).orElseThrow().message())
        .contains("expected room for 13", "taskCountMax");
    assertThat(watch.finding(scaled, 5)).as("5 partitions are read by 5 tasks").isEmpty();
  }

  @Test
  void whatOthersUseIsNotThere() {
    quotas = quota("pods", 8, 6);
    ours = 2;
    look(2);

    assertThat(watch.finding(spec(), 2).orElseThrow().message()).contains("others use 4");
  }

  @Test
  void whatThePodsThemselvesUseIs() {
    quotas = quota("pods", 5, 5);
    ours = 5;
    look(2);

    assertThat(watch.finding(spec(), 2)).isEmpty();
  }

  @Test
  void memoryAndProcessorsAreCountedAsAPodRequestsThem() {
    quotas = quota("requests.memory", 10 * GIGABYTE, 0);
    look(2);
    assertThat(watch.finding(spec(), 2)).as("5 Pods of 2Gi").isEmpty();

    quotas = quota("limits.memory", 10 * GIGABYTE - 1, 0);
    look(2);
    assertThat(watch.finding(spec(), 2).orElseThrow().message()).contains("limits.memory");

    quotas = quota("requests.cpu", 2, 0);
    look(2);
    assertThat(watch.finding(spec(), 2).orElseThrow().message())
        .contains("requests.cpu", "expected room for 2.5");
  }

  @Test
  void whatAPodDoesNotAskForIsNotCounted() {
    quotas = quota("limits.cpu", 0, 0);
    look(2);

    assertThat(watch.finding(spec(), 2)).isEmpty();
  }

  @Test
  void aLimitIsARequestWhereNoneIsSaid() {
    quotas = quota("requests.memory", 4 * GIGABYTE, 0);
    look(2);

    assertThat(
            watch.finding(
                spec(
                    tree -> tree.withObject("/taskTemplate/resources/limits").put("memory", "1Gi")),
                2))
        .isPresent();
  }

  @Test
  void oneLookIsNotEnough() {
    quotas = quota("pods", 1, 0);
    look(1);
    assertThat(watch.finding(spec(), 2)).isEmpty();

    look(1);
    assertThat(watch.finding(spec(), 2)).isPresent();
  }

  @Test
  void itVanishesWithTheCause() {
    quotas = quota("pods", 1, 0);
    look(2);
    quotas = quota("pods", 100, 0);
    look(1);

    assertThat(watch.finding(spec(), 2)).isEmpty();
  }

  @Test
  void whereQuotasMayNotBeReadNothingIsSaid() {
    quotas = Optional.empty();
    look(5);

    assertThat(watch.finding(spec(), 2)).isEmpty();
  }

  private void look(int times) {
    scheduler.advance(Duration.ofMinutes(5).multipliedBy(times));
  }

  private static Optional<List<Quota>> quota(String resource, long hard, long used) {
    return Optional.of(
        List.of(
            new Quota(
                "compute",
                Map.of(resource, BigDecimal.valueOf(hard)),
                Map.of(resource, BigDecimal.valueOf(used)))));
  }

  private static AcceptedSpec spec() {
    return spec(tree -> {});
  }

  private static AcceptedSpec spec(Consumer<ObjectNode> edit) {
    return ((SpecVerdict.Good)
            new SpecCheck(LoopWorld.CLAIM)
                .check(Supervisors.KEY, Supervisors.edited(edit), null, null))
        .spec();
  }
}
