package io.millrace.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.NotYetSupported;
import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.crds.v1alpha1.ResolvedTuningConfig;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.decide.Deadlines;
import io.millrace.operator.decide.Settings;
import io.millrace.operator.stream.StreamTarget;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A spec that passed all checks, with its deep storage filled in. What the loop asks for in every
 * pass is resolved once.
 *
 * @param revision name of its revision, made of the supervisor's name and the hash of what tasks
 *     see
 * @param spec the spec
 * @param parts the same in two parts
 * @param digests what tells one from another that is to be treated differently
 * @param settings what the loop needs of it
 * @param startDelay how long after its creation a supervisor begins
 * @param period time between two counted runs
 * @param offsetFetchPeriod how often positions of the stream are fetched, and lag is shown
 * @param notYetSupported paths of properties that are set and not acted on
 */
public record AcceptedSpec(
    String revision,
    StreamSupervisorSpec spec,
    SpecParts parts,
    SpecParts.Digests digests,
    Settings settings,
    Duration startDelay,
    Duration period,
    Duration offsetFetchPeriod,
    List<String> notYetSupported) {

  private static final int HASH_LENGTH = 10;

  public AcceptedSpec {
    notYetSupported = List.copyOf(notYetSupported);
  }

  static AcceptedSpec of(String supervisor, StreamSupervisorSpec spec) {
    SpecParts parts = SpecParts.of(SpecJson.tree(spec));
    SpecParts.Digests digests = parts.digests();
    String revision = supervisor + "-" + digests.tasks().substring(0, HASH_LENGTH);
    return resolved(revision, spec, parts, digests);
  }

  /**
   * From what a revision holds.
   *
   * @throws JsonProcessingException if that is not a spec
   */
  public static AcceptedSpec ofRevision(String name, ObjectNode tasks, ObjectNode loop)
      throws JsonProcessingException {
    SpecParts parts = new SpecParts(tasks, loop);
    return resolved(name, SpecJson.spec(parts.whole()), parts, parts.digests());
  }

  /**
   * The same as the revision in force, where tasks see no difference: however that was named, and
   * in whatever way it was written.
   */
  AcceptedSpec underRevisionOf(AcceptedSpec inForce) {
    if (!digests.tasks().equals(inForce.digests.tasks())) {
      return this;
    }
    SpecParts kept = new SpecParts(inForce.parts.tasks(), parts.loop());
    return new AcceptedSpec(
        inForce.revision,
        spec,
        kept,
        digests,
        settings,
        startDelay,
        period,
        offsetFetchPeriod,
        notYetSupported);
  }

  private static AcceptedSpec resolved(
      String revision, StreamSupervisorSpec spec, SpecParts parts, SpecParts.Digests digests) {
    ResolvedIoConfig io = new ResolvedIoConfig(spec.ioConfig());
    ResolvedTuningConfig tuning = new ResolvedTuningConfig(spec.tuningConfig());
    return new AcceptedSpec(
        revision,
        spec,
        parts,
        digests,
        settings(spec, io, tuning),
        io.startDelay(),
        io.period(),
        tuning.offsetFetchPeriod(),
        NotYetSupported.find(spec));
  }

  private static Settings settings(
      StreamSupervisorSpec spec, ResolvedIoConfig io, ResolvedTuningConfig tuning) {
    return new Settings(
        spec.dataSchema().dataSource(),
        io.taskCount(),
        io.replicas(),
        io.taskDuration(),
        io.stopTaskCount().orElse(null),
        io.useEarliest(spec.type()),
        tuning.resetOffsetAutomatically(),
        io.lateMessageRejectionPeriod().orElse(null),
        io.lateMessageRejectionStartDateTime().orElse(null),
        io.earlyMessageRejectionPeriod().orElse(null),
        ResolvedAutoscaler.of(spec.ioConfig(), tuning.offsetFetchPeriod()).orElse(null),
        io.idleAfter().orElse(null),
        Deadlines.of(tuning.chatRetries(), tuning.httpTimeout(), io.completionTimeout()));
  }

  /**
   * What is asked of the stream beside the loop: every {@link #period} at least, as partitions,
   * topics and retention have to be seen however seldom lag is wanted.
   */
  public StreamTarget streamTarget() {
    return new StreamTarget(
        spec.ioConfig(),
        period.compareTo(offsetFetchPeriod) < 0
            ? ResolvedTuningConfig.betweenLooks(period)
            : offsetFetchPeriod,
        new ResolvedIoConfig(spec.ioConfig()).emitTimeLagMetrics());
  }

  public DeepStorage deepStorage() {
    return Objects.requireNonNull(
        spec.deepStorage(), "a spec is only accepted with a deep storage");
  }
}
