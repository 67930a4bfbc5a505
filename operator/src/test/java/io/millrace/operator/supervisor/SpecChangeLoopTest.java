package io.millrace.operator.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.RecentError;
import io.millrace.operator.Reason;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.status.Event;
import io.millrace.operator.testing.LoopWorld;
import io.millrace.operator.testing.Supervisors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Changes of a spec through the whole loop: what is refused, and what starts tasks anew. */
class SpecChangeLoopTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  private final LoopWorld world = LoopWorld.withGoodSupervisor();

  @Test
  void case20AnInvalidUpdateLeavesTheRunningSupervisorAlone() {
    world.bringToReading(2);
    List<String> uids = podUids();

    world.edit(Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskDuraton", "PT1H")));
    world.run(Duration.ofSeconds(5));

    assertThat(podUids()).isEqualTo(uids);
    assertThat(world.statusOf("SpecAccepted")).isEqualTo("False");
    assertThat(world.statusOf("Stalled")).isEqualTo("True");
    assertThat(world.statusOf("Ready")).isEqualTo("False");
    assertThat(world.condition("Ready").orElseThrow().getReason()).isEqualTo("SpecRejected");
    assertThat(world.condition("SpecAccepted").orElseThrow().getMessage())
        .contains("taskDuraton")
        .contains("did you mean taskDuration")
        .contains("stays in force");
    assertThat(world.cluster.events()).extracting(Event::reason).contains(Reason.SpecRejected);
  }

  @Test
  void case12_aBoundedSupervisorReadsNothing() {
    LoopWorld bounded = new LoopWorld();
    bounded.create(bounded());
    bounded.run(Duration.ofMinutes(1));

    assertRefusedAsBounded(bounded);
    assertThat(bounded.cluster.pods()).isEmpty();
    assertThat(bounded.cluster.status().offsets()).isEmpty();
  }

  @Test
  void case12_aRangeThatIsAskedForLaterIsRefusedAndReadingGoesOnAsBefore() {
    world.bringToReading(2);
    List<String> uids = podUids();
    Map<String, String> offsets = world.cluster.status().offsets();

    world.edit(bounded());
    world.run(Duration.ofSeconds(5));

    assertRefusedAsBounded(world);
    assertThat(podUids()).isEqualTo(uids);
    assertThat(world.cluster.status().offsets()).isEqualTo(offsets);
  }

  private static StreamSupervisorSpec bounded() {
    return Supervisors.edited(
        spec -> {
          ObjectNode range = spec.withObject("/ioConfig/boundedStreamConfig");
          range.putObject("startSequenceNumbers").put("0", 5);
          range.putObject("endSequenceNumbers").put("0", 10);
        });
  }

  private static void assertRefusedAsBounded(LoopWorld world) {
    assertThat(world.statusOf("SpecAccepted")).isEqualTo("False");
    assertThat(world.condition("SpecAccepted").orElseThrow().getMessage())
        .contains("spec.ioConfig.boundedStreamConfig", "reads a given range only");
    assertThat(world.statusOf("Stalled")).isEqualTo("True");
  }

  @Test
  void case20TheLastGoodSpecStaysInForceAfterARestartOfTheOperator() {
    world.bringToReading(2);
    world.edit(Supervisors.edited(spec -> spec.withObject("/ioConfig").put("nonsense", 1)));
    world.run(Duration.ofSeconds(5));
    String revision = world.cluster.status().acceptedRevision();

    world.restartOperator();
    assertThat(world.runUntil(() -> world.cluster.pods().containsKey("events-0-1-0"), LONG))
        .isTrue();

    assertThat(world.cluster.request("events-0-1-0").spec().revision()).isEqualTo(revision);
    assertThat(world.statusOf("SpecAccepted")).isEqualTo("False");
  }

  @Test
  void anEditThatOnlyTheLoopReadsMakesNoNewRevisionAndSurvivesARestart() {
    world.bringToReading(2);
    String revision = world.cluster.status().acceptedRevision();
    world.edit(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("completionTimeout", "PT7M")));
    world.run(Duration.ofSeconds(2));

    assertThat(world.cluster.status().acceptedRevision()).isEqualTo(revision);
    assertThat(world.cluster.writes()).filteredOn(("revision " + revision)::equals).hasSize(2);
    assertThat(
            world
                .cluster
                .read(world.cluster.resource(), String.valueOf(revision))
                .orElseThrow()
                .loop()
                .at("/ioConfig/completionTimeout")
                .asText())
        .isEqualTo("PT7M");
  }

  @Test
  void anEditThatChangesNothingForTasksRollsNothingOverUntilOneDoes() {
    world.edit(longLived(spec -> {}));
    world.bringToReading(2);
    String revision = world.cluster.status().acceptedRevision();
    List<String> uids = podUids();
    long written = revisionsWritten();

    world.edit(
        longLived(
            spec -> {
              spec.putObject("context").put("priority", 75);
              spec.withObject("/dataSchema/granularitySpec").put("type", "uniform");
              ObjectNode tuning = spec.putObject("tuningConfig").put("type", "kafka");
              tuning.put("handoffConditionTimeout", 5).put("workerThreads", 4);
              tuning.put("maxRowsInMemory", 150_000).put("intermediatePersistPeriod", "PT10M");
            }));
    world.run(Duration.ofSeconds(5));

    assertThat(world.statusOf("SpecAccepted")).isEqualTo("True");
    assertThat(world.cluster.status().notYetSupported()).contains("spec.context");
    assertThat(world.cluster.status().acceptedRevision()).isEqualTo(revision);
    assertThat(revisionsWritten()).isEqualTo(written);
    assertThat(podUids()).isEqualTo(uids);

    world.edit(longLived(spec -> spec.putObject("tuningConfig").put("maxRowsInMemory", 150_001)));
    world.run(Duration.ofSeconds(5));

    assertThat(world.cluster.status().acceptedRevision()).isNotEqualTo(revision);
    assertThat(world.cluster.pods()).containsKey("events-0-1-0");
  }

  private long revisionsWritten() {
    return world.cluster.writes().stream().filter(write -> write.startsWith("revision ")).count();
  }

  private static StreamSupervisorSpec longLived(Consumer<ObjectNode> edit) {
    return Supervisors.edited(
        spec -> {
          spec.withObject("/ioConfig").put("taskDuration", "P1D");
          edit.accept(spec);
        });
  }

  @Test
  void aTaskMayTakeAsLongToAnswerAsTheSpecInForceSays() {
    world.bringToReading(2);
    assertThat(world.tasks.callLimit()).isEqualTo(Duration.ofSeconds(10));

    world.edit(
        Supervisors.edited(spec -> spec.withObject("/tuningConfig").put("httpTimeout", "PT40S")));
    world.run(Duration.ofSeconds(2));

    assertThat(world.tasks.callLimit()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void anEditThatTasksSeeStartsTheNextGenerationAtOnce() {
    world.edit(
        Supervisors.edited(spec -> spec.withObject("/ioConfig").put("taskDuration", "PT5M")));
    world.bringToReading(2);
    String first = world.cluster.status().acceptedRevision();
    world.edit(
        Supervisors.edited(
            spec -> {
              spec.withObject("/ioConfig").put("taskDuration", "PT5M");
              spec.withObject("/tuningConfig").put("maxRowsInMemory", 1_000);
            }));
    world.run(Duration.ofSeconds(2));
    String second = world.cluster.status().acceptedRevision();
    assertThat(second).isNotEqualTo(first);
    assertThat(world.cluster.pods().keySet())
        .as("one group after the other")
        .containsExactlyInAnyOrder("events-0-0-0", "events-1-0-0", "events-0-1-0");
    assertThat(world.cluster.request("events-0-0-0").spec().revision()).isEqualTo(first);
    assertThat(world.cluster.request("events-0-1-0").spec().revision()).isEqualTo(second);
  }

  @Test
  void deepStorageIsTakenOverOnceAndCannotChange() {
    world.bringToReading(2);
    world.edit(
        Supervisors.edited(
            spec -> {
              ObjectNode storage = spec.putObject("deepStorage").put("type", "s3");
              storage.putObject("s3").put("bucket", "bucket");
            }));
    world.run(Duration.ofSeconds(2));

    assertThat(world.condition("SpecAccepted").orElseThrow().getMessage())
        .contains("spec.deepStorage", "status.deepStorage");
    assertThat(world.cluster.status().deepStorage()).isEqualTo(LoopWorld.CLAIM.fallback());
  }

  @Test
  void aSecretOfDeepStorageMayBeRenamedAndIsTakenByNewTasksAndByTheOperator() {
    LoopWorld bucket = new LoopWorld();
    bucket.create(inBucket("old"));
    bucket.bringToReading(2);
    assertThat(secretOf(bucket.cluster.status().deepStorage())).isEqualTo("old");
    String first = bucket.cluster.status().acceptedRevision();

    bucket.edit(inBucket("new"));
    bucket.run(Duration.ofSeconds(2));

    assertThat(bucket.statusOf("SpecAccepted")).isEqualTo("True");
    assertThat(secretOf(bucket.cluster.status().deepStorage())).isEqualTo("new");
    assertThat(secretOf(bucket.cluster.request("events-0-1-0").spec().deepStorage()))
        .isEqualTo("new");
    assertThat(bucket.cluster.request("events-0-0-0").spec().revision()).isEqualTo(first);
  }

  @Test
  void aSpecThatIsRefusedBringsNoCredentials() {
    LoopWorld bucket = new LoopWorld();
    bucket.create(inBucket("old"));
    bucket.bringToReading(2);

    bucket.edit(edited("new", spec -> spec.withObject("/ioConfig").put("taskDuraton", "PT1H")));
    bucket.run(Duration.ofSeconds(2));

    assertThat(bucket.statusOf("SpecAccepted")).isEqualTo("False");
    assertThat(secretOf(bucket.cluster.status().deepStorage())).isEqualTo("old");
  }

  @Test
  void theRevisionOfARunningGenerationIsKeptHoweverManyEditsFollow() {
    world.bringToReading(2);
    List<String> revisions = new ArrayList<>();
    for (int edit = 1; edit <= 13; edit++) {
      revisions.add(String.valueOf(world.cluster.status().acceptedRevision()));
      int rows = 1_000 * edit;
      world.edit(
          Supervisors.edited(
              spec -> spec.withObject("/tuningConfig").put("maxRowsInMemory", rows)));
      world.run(Duration.ofSeconds(2));
    }
    assertThat(world.cluster.read(world.cluster.resource(), revisions.get(0))).isPresent();
    assertThat(world.cluster.read(world.cluster.resource(), revisions.get(1)))
        .as("what nothing refers to goes")
        .isEmpty();
  }

  @Test
  void aPodWhoseRevisionIsGoneIsNotCreatedAndThatIsSaid() {
    world.bringToReading(2);
    String first = String.valueOf(world.cluster.status().acceptedRevision());
    world.edit(
        Supervisors.edited(spec -> spec.withObject("/tuningConfig").put("maxRowsInMemory", 1_000)));
    world.run(Duration.ofSeconds(2));
    world.cluster.delete(world.cluster.resource(), first);
    world.restartOperator();
    world.cluster.fail("events-0-0-0", "its process ended");
    world.trigger();
    world.run(Duration.ofMinutes(1));

    assertThat(world.cluster.pods()).doesNotContainKey("events-0-0-1");
    assertThat(world.cluster.status().recentErrors())
        .extracting(RecentError::message)
        .anySatisfy(message -> assertThat(message).contains("ControllerRevision " + first));
  }

  private static StreamSupervisorSpec inBucket(String secret) {
    return edited(secret, spec -> {});
  }

  private static StreamSupervisorSpec edited(String secret, Consumer<ObjectNode> edit) {
    return Supervisors.edited(
        spec -> {
          ObjectNode s3 = spec.putObject("deepStorage").put("type", "s3").putObject("s3");
          s3.put("bucket", "bucket");
          s3.withObject("/accessKeyId/secretKeyRef").put("name", secret).put("key", "id");
          s3.withObject("/secretAccessKey/secretKeyRef").put("name", secret).put("key", "key");
          spec.withObject("/ioConfig").put("taskDuration", "PT1H");
          edit.accept(spec);
        });
  }

  private static String secretOf(@Nullable DeepStorage storage) {
    return requireNonNull(requireNonNull(requireNonNull(storage).s3()).accessKeyId())
        .secretKeyRef()
        .name();
  }

  private List<String> podUids() {
    return world.cluster.pods().values().stream().map(PodFacts::uid).toList();
  }
}
