package io.millrace.operator.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.millrace.crds.v1alpha1.status.ResetRange;
import io.millrace.crds.v1alpha1.status.ResetStatus;
import io.millrace.crds.v1alpha1.status.TopicStatus;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import io.millrace.protocol.LedgerEntry;
import io.millrace.protocol.LedgerReset;
import io.millrace.protocol.ManifestPaths;
import io.millrace.protocol.ProtocolJson;
import io.millrace.protocol.TaskState;
import io.millrace.streams.testing.FakeStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One of several topics is lost, and {@code spec.reset} is the way out, through the whole loop. */
class TopicResetLoopTest {

  private final LoopWorld world = new LoopWorld(FakeStream.ofSeveralTopics("clicks-.*"));

  @BeforeEach
  void bothTopicsAreRead() {
    world.stream.createTopic("clicks-a", 1);
    world.stream.createTopic("clicks-b", 1);
    produce("clicks-a", 5);
    world.create(Supervisors.edited(TopicResetLoopTest::ofSeveralTopics));
    world.bringToReading(1);
    world.stream.deleteTopic("clicks-b");
  }

  @Test
  void case5_aTopicThatWasCreatedAgainIsReadOnAfterAReset() throws Exception {
    world.stream.createTopic("clicks-b", 1);
    produce("clicks-b", 9);
    theTaskNotices();
    assertThat(degraded()).isEqualTo("TopicChanged");
    assertThat(requireNonNull(world.cluster.status().lag()).records())
        .as("of the other topic alone")
        .isEqualTo(5);

    ask(1, "Latest", "clicks-b:0");
    world.restartOperator();
    world.run(Duration.ofSeconds(60));

    assertThat(degraded()).isNotEqualTo("TopicChanged");
    assertThat(world.cluster.status().offsets()).containsEntry("clicks-b:0", "9");
    ResetStatus reset = requireNonNull(world.cluster.status().lastReset());
    assertThat(reset.nonce()).isEqualTo(1);
    assertThat(reset.ranges()).containsExactly(new ResetRange("clicks-b:0", "0", "9", true));
    assertThat(reset.otherTopic()).isEqualTo(1);
    assertThat(newestEntry().reset()).isEqualTo(new LedgerReset(1L, "Latest", List.of("clicks-b")));
    assertThat(newestEntry().streamIdentity())
        .contains("clicks-b=" + world.stream.topicId("clicks-b").orElseThrow());
    assertThat(world.cluster.status().taskGroups().getFirst().partitions())
        .containsExactly("clicks-a:0", "clicks-b:0");
  }

  @Test
  void aTopicThatIsGoneIsForgottenAndNewWhenItComesBack() {
    theTaskNotices();

    ask(1, "Earliest", "clicks-b:0");
    world.run(Duration.ofSeconds(60));

    assertThat(degraded()).isNotEqualTo("TopicChanged");
    assertThat(world.cluster.status().offsets()).containsOnlyKeys("clicks-a:0");
    assertThat(requireNonNull(world.cluster.status().stream()).topics())
        .extracting(TopicStatus::name)
        .containsExactly("clicks-a");

    world.stream.createTopic("clicks-b", 2);
    world.run(Duration.ofSeconds(60));

    assertThat(world.cluster.status().offsets())
        .isEqualTo(Map.of("clicks-a:0", "0", "clicks-b:0", "0", "clicks-b:1", "0"));
    assertThat(degraded()).isNotEqualTo("TopicChanged");
  }

  @Test
  void aResetThatIsRefusedSaysWhatToDoAndChangesNothing() {
    theTaskNotices();

    ask(1, "Latest", "clicks-b:0");
    world.run(Duration.ofSeconds(60));

    assertThat(world.cluster.status().offsets()).containsEntry("clicks-b:0", "0");
    assertThat(world.condition("Degraded").map(Condition::getMessage).orElse(""))
        .contains("spec.reset with nonce 1 is not done", "expected to: Earliest");
  }

  /** Its task ends, once the operator has seen that the topic is lost. */
  private void theTaskNotices() {
    PodFacts task = world.cluster.pods().values().iterator().next();
    world.tasks.says(task.uid(), TaskState.FAILED, Map.of(), null);
    world.cluster.fail(task.name(), "stream changed");
    world.trigger();
    world.run(Duration.ofSeconds(60));
  }

  private void produce(String topic, int records) {
    for (int record = 0; record < records; record++) {
      world.stream.append(FakeStream.partition(topic, 0), FakeStream.TIMESTAMP, new byte[] {1});
    }
  }

  private void ask(int nonce, String to, String partition) {
    world.edit(
        Supervisors.edited(
            spec -> {
              ofSeveralTopics(spec);
              spec.putObject("reset")
                  .put("nonce", nonce)
                  .put("to", to)
                  .putArray("partitions")
                  .add(partition);
            }));
  }

  private static void ofSeveralTopics(ObjectNode spec) {
    spec.withObject("/ioConfig")
        .put("topicPattern", "clicks-.*")
        .put("taskCount", 1)
        .put("taskDuration", "PT1H")
        .remove("topic");
  }

  private String degraded() {
    return world.condition("Degraded").map(Condition::getReason).orElse("");
  }

  private LedgerEntry newestEntry() throws Exception {
    long number = requireNonNull(world.cluster.status().commit()).sequence();
    String path = new ManifestPaths("ns", "events").ledgerEntry(number);
    return ProtocolJson.read(world.storage.read(path).orElseThrow(), LedgerEntry.class);
  }
}
