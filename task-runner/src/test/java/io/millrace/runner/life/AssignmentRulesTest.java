package io.millrace.runner.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.Assignment;
import io.millrace.runner.Assignments;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignmentRulesTest {

  private static final Attempt ATTEMPT = Attempts.attempt();
  private static final Assignments STANDBY = Attempts.standby();
  private static final Assignments READING = STANDBY.start(Map.of("0", "5", "1", "7"));

  @Test
  void theFirstAssignmentOfItsGenerationIsAccepted() {
    assertThat(judge(Optional.empty(), STANDBY.current())).isEqualTo(new Verdict.Accepted());
  }

  @Test
  void theSameAssignmentAgainChangesNothing() {
    assertThat(judge(READING, READING)).isEqualTo(new Verdict.Repeated());
  }

  @Test
  void aNumberThatIsNotAboveTheNewestIsOlder() {
    assertThat(judge(READING, STANDBY)).isInstanceOf(Verdict.Older.class);
    assertThat(judge(READING.paused(), READING.stopped())).isInstanceOf(Verdict.Older.class);
  }

  @Test
  void anotherGenerationOrEpochIsRefusedAsOlder() {
    assertThat(judge(Optional.empty(), Assignments.standby(3, 5, "id").current()))
        .isInstanceOf(Verdict.Older.class);
    assertThat(judge(Optional.empty(), Assignments.standby(2, 4, "id").current()))
        .isInstanceOf(Verdict.Older.class);
    assertThat(judge(Optional.empty(), Assignments.standby(3, 6, "id").current()))
        .isEqualTo(
            new Verdict.Older(
                "the assignment is for generation 6 of epoch 3; this task is of generation 4 of epoch 3"));
  }

  @Test
  void anotherVersionOfTheProtocolIsRefused() {
    Assignment now = READING.current();
    Assignment later =
        new Assignment(
            now.protocolVersion() + 1,
            now.number(),
            now.epoch(),
            now.generation(),
            now.streamIdentity(),
            now.start(),
            now.boundaries(),
            now.end(),
            now.paused(),
            now.pauseTimeout(),
            now.committed(),
            now.messageTimeBounds(),
            now.stop());

    assertThat(judge(Optional.empty(), later))
        .isEqualTo(new Verdict.Contradictory("protocolVersion is 2; this task speaks 1"));
  }

  @Test
  void anEndMustNameEveryPartitionOfTheStart() {
    assertThat(judge(READING, READING.end(Map.of("0", "9"))))
        .isInstanceOf(Verdict.Contradictory.class);
    assertThat(
            judge(
                Optional.of(READING.current()),
                READING.end(Map.of("0", "9")).current().withoutStart()))
        .as("the start that was given before")
        .isInstanceOf(Verdict.Contradictory.class);
    assertThat(judge(READING, READING.end(Map.of("0", "9", "1", "9", "2", "9"))))
        .isEqualTo(new Verdict.Accepted());
  }

  @Test
  void startAndEndNeverChangeOnceTheyWereGiven() {
    Assignments ending = READING.end(Map.of("0", "9", "1", "9"));
    assertThat(judge(READING, READING.start(Map.of("0", "6", "1", "7"))))
        .isInstanceOf(Verdict.Contradictory.class);
    assertThat(judge(ending, ending.end(Map.of("0", "10", "1", "9"))))
        .isInstanceOf(Verdict.Contradictory.class);
  }

  @Test
  void anAttemptThatAnotherOneFollowsIsToldWithoutAStart() {
    Assignment news = READING.committed(Map.of("0", "6"), "path").current().withoutStart();

    assertThat(judge(Optional.of(READING.current()), news)).isEqualTo(new Verdict.Accepted());
    assertThat(judge(Optional.of(READING.current()), READING.current().withoutStart()))
        .isEqualTo(new Verdict.Repeated());
  }

  @Test
  void aStartWithoutPartitionsIsRefused() {
    assertThat(judge(STANDBY, STANDBY.start(Map.of()))).isInstanceOf(Verdict.Contradictory.class);
  }

  private static Verdict judge(Assignments newest, Assignments next) {
    return judge(Optional.of(newest.current()), next.current());
  }

  private static Verdict judge(Optional<Assignment> newest, Assignment next) {
    return AssignmentRules.judge(ATTEMPT, newest, next);
  }
}
