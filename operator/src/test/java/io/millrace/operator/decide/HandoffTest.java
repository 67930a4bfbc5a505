package io.millrace.operator.decide;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Early handoff: what is read when somebody asks for it ends before its time, once. */
class HandoffTest {

  private final Exchange exchange = new Exchange("0", "1", "2");
  private final Situation situation = exchange.situation;

  @Test
  void nothingEndsBeforeItsTimeUnasked() {
    situation.settle();

    assertThat(exchange.in(Phase.STANDBY)).isEmpty();
    assertThat(situation.state.handoff()).isNull();
  }

  @Test
  void theGroupsThatAreAskedForEndWhatTheyReadAndNoOthers() {
    situation.handoff = "7/0,2";
    situation.settle();
    assertThat(ending()).isEqualTo(Map.of(0, 1, 2, 1));

    rollOver(0);
    rollOver(2);

    assertThat(exchange.in(Phase.FINISHING)).containsExactly(0, 2);
    assertThat(exchange.generation(1, 1).phase()).isEqualTo(Phase.READING);
    assertThat(ending()).isEmpty();
    assertThat(exchange.generation(0, 2).start()).isEqualTo(exchange.generation(0, 1).end());
  }

  @Test
  void allGroupsEndOneAfterTheOtherWhereNoneIsNamed() {
    situation.handoff = "2026-11-26T00:00:00+00:00";

    rollOver(0);
    rollOver(1);
    rollOver(2);

    assertThat(exchange.in(Phase.FINISHING)).containsExactly(0, 1, 2);
    assertThat(ending()).isEmpty();
  }

  @Test
  void nothingIsPausedBeforeWhatFollowsIsReady() {
    situation.handoff = "7/1";
    situation.settle();
    assertThat(exchange.in(Phase.STANDBY)).containsExactly(1);
    assertThat(exchange.in(Phase.PAUSING)).isEmpty();

    exchange.standbysAreReady();
    situation.settle();

    assertThat(exchange.in(Phase.PAUSING)).containsExactly(1);
  }

  @Test
  void aRequestIsRememberedBeforeAnythingFollowsFromIt() {
    situation.handoff = "7";

    Plan plan = situation.decide();

    assertThat(plan.next().handoff())
        .isEqualTo(
            new EarlyHandoff(
                "7", situation.now, new TreeMap<>(Map.of(0, 1, 1, 1, 2, 1)), List.of()));
    assertThat(plan.actions()).allMatch(Action.Announce.class::isInstance);
  }

  @Test
  void aRequestIsObeyedOnceHoweverLongItStandsThere() {
    situation.handoff = "7/0";
    rollOver(0);
    exchange.commit(0, 1);
    exchange.reads(0, 2);

    situation.settle();

    assertThat(exchange.in(Phase.STANDBY)).isEmpty();
    assertThat(exchange.generation(0, 2).phase()).isEqualTo(Phase.READING);
  }

  @Test
  void aRequestThatIsTakenAwayAndComesBackIsNotObeyedAgain() {
    situation.handoff = "7/0";
    rollOver(0);
    exchange.reads(0, 2);
    situation.handoff = null;
    situation.settle();

    situation.handoff = "7/0";
    situation.settle();

    assertThat(exchange.in(Phase.STANDBY)).isEmpty();
  }

  @Test
  void anotherRequestIsObeyedByWhatReadsThen() {
    situation.handoff = "7/0";
    rollOver(0);
    exchange.reads(0, 2);

    situation.handoff = "8/0";
    situation.settle();

    assertThat(ending()).isEqualTo(Map.of(0, 2));
    assertThat(exchange.group(0).standby()).map(Generation::number).contains(3);
  }

  @Test
  void whatWasAskedForBeforeStillEndsAfterAnotherRequest() {
    situation.handoff = "7/0";
    situation.settle();

    situation.handoff = "8/1";
    situation.settle();

    assertThat(ending()).isEqualTo(Map.of(0, 1, 1, 1));
  }

  @Test
  void noMoreGroupsEndAtATimeThanStopTaskCountAllows() {
    exchange.taskCount(3, 1);
    situation.handoff = "7";
    rollOver(0);

    exchange.standbysAreReady();
    situation.settle();
    assertThat(exchange.in(Phase.PAUSING)).isEmpty();
    assertThat(ending()).isEqualTo(Map.of(1, 1, 2, 1));

    exchange.commit(0, 1);
    situation.settle();
    exchange.standbysAreReady();
    situation.settle();

    assertThat(exchange.in(Phase.PAUSING)).containsExactly(1);
  }

  @Test
  void aSuspendedSupervisorObeysAtOnceAndEndsNothingAfterItResumed() {
    situation.suspend = true;
    situation.settle();
    exchange.pause(0, 1, 2);
    situation.settle();
    situation.handoff = "7";
    situation.settle();
    assertThat(situation.state.handoff()).extracting(EarlyHandoff::request).isEqualTo("7");
    assertThat(ending()).isEmpty();

    situation.suspend = false;
    situation.settle();
    exchange.reads(0, 2);
    situation.settle();

    assertThat(exchange.generation(0, 2).phase()).isEqualTo(Phase.READING);
    assertThat(exchange.in(Phase.STANDBY)).isEmpty();
  }

  @Test
  void whatEndsForAnotherReasonIsNotAskedForAgain() {
    situation.handoff = "7";
    situation.settle();

    situation.suspend = true;
    situation.settle();
    exchange.pause(0, 1, 2);
    situation.settle();

    assertThat(exchange.in(Phase.FINISHING)).containsExactly(0, 1, 2);
    assertThat(ending()).isEmpty();
  }

  @Test
  void aValueThatStandsThereFromTheBeginningEndsNothing() {
    Situation fresh = new Situation();
    fresh.handoff = "7/0,5";

    fresh.settle();

    assertThat(fresh.state.handoff()).extracting(EarlyHandoff::ending).isEqualTo(Map.of());
    assertThat(fresh.decide().findings()).isEmpty();
    assertThat(fresh.state.groups().getFirst().generations())
        .extracting(Generation::phase)
        .containsExactly(Phase.READING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "seven!"})
  void aSupervisorThatIsDeletedObeysNothingMore(String value) {
    situation.deletion = new Observation.Deletion(situation.now.plusSeconds(60), false);
    situation.handoff = value;

    Plan plan = situation.settle();

    assertThat(situation.state.handoff()).isNull();
    assertThat(plan.findings()).extracting(Finding::reason).doesNotContain(Reason.HandoffRejected);
  }

  @Test
  void aGroupThatIsNotThereIsToldAndTheOthersEnd() {
    situation.handoff = "7/0,5";

    Plan plan = situation.settle();

    assertThat(ending()).isEqualTo(Map.of(0, 1));
    assertThat(plan.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.HandoffRejected);
              assertThat(finding.stalls()).isFalse();
              assertThat(finding.message())
                  .contains("'7/0,5'", "task group 5", "millrace.io/handoff");
            });
    situation.handoff = null;
    assertThat(situation.settle().findings()).isEmpty();
  }

  @Test
  void aGroupThatComesLaterIsNotEndedByAnEarlierRequest() {
    situation.handoff = "7/3";
    situation.settle();

    exchange.taskCount(4, 4);
    situation.settle();

    assertThat(ending()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "7/", "7/a", "7/0,", "7/-1", "/0", "7 please", "7/0/1", "7/99999999999"})
  void aValueThatCannotBeReadIsToldAndChangesNothing(String value) {
    situation.handoff = value;

    Plan plan = situation.settle();

    assertThat(situation.state.handoff()).isNull();
    assertThat(exchange.in(Phase.STANDBY)).isEmpty();
    assertThat(plan.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.reason()).isEqualTo(Reason.HandoffRejected);
              assertThat(finding.stalls()).isFalse();
              assertThat(finding.message()).contains("'" + value + "'", "7/0,2");
            });
  }

  @Test
  void aValueThatIsTooLongToRememberIsTold() {
    situation.handoff = "7/0" + ",0".repeat(HandoffRequest.LONGEST);

    assertThat(situation.settle().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).hasSizeLessThan(500));
  }

  @Test
  void peopleAreToldWhichGroupsEnd() {
    situation.handoff = "7/0,2";

    assertThat(situation.decide().actions())
        .contains(
            new Action.Announce(
                false,
                Reason.EarlyHandoff,
                "what each of the task groups 0, 2 reads now ends as soon as its successor is"
                    + " ready, and is published: annotation millrace.io/handoff is '7/0,2'"));
  }

  @Test
  void nobodyWaitsForTheTimeOfAGenerationThatIsAskedToEnd() {
    situation.handoff = "7/1";
    situation.settle();
    exchange.standbysAreReady();
    situation.now = situation.now.plus(Duration.ofMillis(1));

    situation.settle();

    assertThat(exchange.in(Phase.PAUSING)).containsExactly(1);
  }

  private Map<Integer, Integer> ending() {
    return requireNonNull(situation.state.handoff()).ending();
  }

  private void rollOver(int group) {
    situation.settle();
    exchange.standbysAreReady();
    situation.settle();
    exchange.pause(group);
    situation.settle();
  }
}
