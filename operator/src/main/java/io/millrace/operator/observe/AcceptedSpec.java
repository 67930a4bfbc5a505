package io.millrace.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.NotYetSupported;
import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.crds.v1alpha1.ResolvedTuningConfig;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.decide.Settings;
import io.millrace.protocol.ManifestPaths;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A spec that passed all checks, with its deep storage filled in.
 *
 * @param revision name of its revision, made of the supervisor's name and the hash of what tasks
 *     see
 * @param spec the spec
 * @param parts the same in two parts
 */
public record AcceptedSpec(String revision, StreamSupervisorSpec spec, SpecParts parts) {

  private static final int HASH_LENGTH = 10;

  static AcceptedSpec of(String supervisor, StreamSupervisorSpec spec) {
    SpecParts parts = SpecParts.of(SpecJson.tree(spec));
    String hash =
        ManifestPaths.digest(SpecJson.text(parts.tasks()).getBytes(StandardCharsets.UTF_8));
    return new AcceptedSpec(supervisor + "-" + hash.substring(0, HASH_LENGTH), spec, parts);
  }

  /**
   * From what a revision holds.
   *
   * @throws JsonProcessingException if that is not a spec
   */
  public static AcceptedSpec ofRevision(String name, ObjectNode tasks, ObjectNode loop)
      throws JsonProcessingException {
    SpecParts parts = new SpecParts(tasks, loop);
    return new AcceptedSpec(name, SpecJson.spec(parts.whole()), parts);
  }

  /** What the loop needs of it. */
  public Settings settings() {
    ResolvedIoConfig io = io();
    return new Settings(
        spec.dataSchema().dataSource(),
        io.taskCount(),
        io.taskDuration(),
        io.stopTaskCount(),
        io.useEarliest(spec.type()),
        io.lateMessageRejectionPeriod().orElse(null),
        io.lateMessageRejectionStartDateTime().orElse(null),
        io.earlyMessageRejectionPeriod().orElse(null));
  }

  public DeepStorage deepStorage() {
    return Objects.requireNonNull(
        spec.deepStorage(), "a spec is only accepted with a deep storage");
  }

  /** Time between two counted runs. */
  public Duration period() {
    return io().period();
  }

  /** How often positions of the stream are fetched, and lag is shown. */
  public Duration offsetFetchPeriod() {
    return new ResolvedTuningConfig(spec.tuningConfig()).offsetFetchPeriod();
  }

  /** Paths of properties that are set and not acted on. */
  public List<String> notYetSupported() {
    return NotYetSupported.find(spec);
  }

  private ResolvedIoConfig io() {
    return new ResolvedIoConfig(spec.ioConfig());
  }
}
