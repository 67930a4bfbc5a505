package io.millrace.operator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.decide.Action;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.testing.FakeTasks;
import io.millrace.protocol.Acknowledged;
import io.millrace.protocol.Assignment;
import io.millrace.protocol.MessageTimeBounds;
import io.millrace.protocol.ProtocolVersion;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskState;
import io.millrace.protocol.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssignmentSenderTest {

  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final FakeTasks tasks = new FakeTasks();
  private final AtomicInteger triggers = new AtomicInteger();
  private final AssignmentSender sender =
      new AssignmentSender(
          tasks,
          (podUid, address) -> TaskAddress.http(address, 8100, podUid, "token"),
          scheduler,
          triggers::incrementAndGet);

  @BeforeEach
  void taskAnswers() {
    tasks.says("a", TaskState.READY, Map.of(), null);
  }

  @Test
  void theSameAssignmentIsSentOnce() {
    sender.send(assign(1));
    scheduler.runDue();
    sender.send(assign(1));
    scheduler.runDue();
    sender.send(assign(2));
    scheduler.runDue();

    assertThat(tasks.assigned("a")).extracting(Assignment::number).containsExactly(1L, 2L);
  }

  @Test
  void oneThatDidNotArriveIsPlannedAndSentAgain() {
    tasks.fallSilent("a");
    sender.send(assign(1));
    scheduler.runDue();
    assertThat(triggers).hasValue(0);

    tasks.speakAgain("a");
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(triggers).hasValue(1);
    sender.send(assign(1));
    scheduler.runDue();

    assertThat(tasks.assigned("a")).hasSize(1);
  }

  @Test
  void aPodAtAnotherAddressIsToldAgain() {
    sender.send(assign(1));
    scheduler.runDue();
    sender.send(assign(1, "10.0.0.2"));
    scheduler.runDue();

    assertThat(tasks.assigned("a")).hasSize(2);
  }

  @Test
  void aPodThatIsGoneIsForgotten() {
    sender.send(assign(1));
    scheduler.runDue();
    sender.keepOnly(Set.of());
    sender.send(assign(1));
    scheduler.runDue();

    assertThat(tasks.assigned("a")).hasSize(2);
  }

  private static Action.Assign assign(long number) {
    return assign(number, "10.0.0.1");
  }

  private static Action.Assign assign(long number, String address) {
    Assignment assignment =
        new Assignment(
            ProtocolVersion.TASK_PROTOCOL,
            number,
            1,
            0,
            "stream",
            Map.of("0", "5"),
            List.of(),
            null,
            false,
            Duration.ofMinutes(1),
            Acknowledged.NOTHING,
            MessageTimeBounds.OPEN,
            false);
    return new Action.Assign(new PodName("events", 0, 0, 0), "a", address, assignment);
  }
}
