package io.millrace.operator.observe;

import io.millrace.crds.v1alpha1.IoConfig;
import io.millrace.crds.v1alpha1.IsoPeriod;
import io.millrace.crds.v1alpha1.ResolvedIoConfig;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.TaskTemplate;
import io.millrace.crds.v1alpha1.TuningConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Ranges, and properties that must agree. Much of it is in the schema too; a spec may have been
 * stored under an older one, or where no schema is enforced.
 */
final class RangeCheck {

  private static final Duration LEAST_TASK_DURATION = Duration.ofSeconds(1);
  private static final int LONGEST_NAME = 40;

  /** Each is remembered in status, and a Pod. */
  private static final int MOST_REPLICAS = 1_000;

  private static final Set<String> OUR_VOLUMES =
      Set.of("spec", "token", "scratch", "tmp", "deep-storage");

  private final List<SpecProblem> problems = new ArrayList<>();

  RangeCheck(String name, StreamSupervisorSpec spec) {
    if (name.length() > LONGEST_NAME) {
      add(
          "metadata.name",
          "has %d characters; expected at most %d, since Pods are named after it"
              .formatted(name.length(), LONGEST_NAME));
    }
    type("spec.ioConfig.type", spec.ioConfig().type(), spec);
    io(spec.ioConfig());
    tuning(spec.tuningConfig(), spec);
    template(spec.taskTemplate());
    problems.addAll(ResetSpec.problems(spec.reset()));
  }

  List<SpecProblem> problems() {
    return problems;
  }

  private void io(IoConfig io) {
    topics(io);
    if (!io.consumerProperties().containsKey("bootstrap.servers")) {
      add(
          "spec.ioConfig.consumerProperties",
          "has no bootstrap.servers; expected the brokers' addresses as host:port");
    }
    replicas(io);
    atLeastOne("spec.ioConfig.taskCount", io.taskCount());
    atLeastOne("spec.ioConfig.stopTaskCount", io.stopTaskCount());
    periods(io);
    if (io.autoScalerConfig() != null) {
      problems.addAll(AutoscalerCheck.problems(io.autoScalerConfig()));
    }
    if (io.lateMessageRejectionPeriod() != null && io.lateMessageRejectionStartDateTime() != null) {
      add(
          "spec.ioConfig.lateMessageRejectionPeriod",
          "stands beside lateMessageRejectionStartDateTime; expected only one of the two");
    }
  }

  private void replicas(IoConfig io) {
    atLeastOne("spec.ioConfig.replicas", io.replicas());
    if (io.replicas() != null) {
      notTooMany("spec.ioConfig.replicas", io.replicas());
      return;
    }
    notTooMany(
        "spec.ioConfig.serverPriorityToReplicas",
        io.serverPriorityToReplicas().values().stream().mapToLong(Integer::longValue).sum());
  }

  private void notTooMany(String path, long replicas) {
    if (replicas > MOST_REPLICAS) {
      add(path, "found %d; expected at most %d replicas".formatted(replicas, MOST_REPLICAS));
    }
  }

  private void topics(IoConfig io) {
    String pattern = io.topicPattern();
    if (pattern == null) {
      if (io.topic() == null || io.topic().isBlank()) {
        add(
            "spec.ioConfig.topic",
            "is absent; expected the name of a Kafka topic, or topicPattern instead");
      }
      return;
    }
    if (io.topic() != null) {
      add("spec.ioConfig.topicPattern", "stands beside topic; expected only one of the two");
    }
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      add(
          "spec.ioConfig.topicPattern",
          "found '%s'; expected a regular expression in Java's syntax that matches whole topic names: %s"
              .formatted(pattern, e.getDescription()));
    }
  }

  private void periods(IoConfig io) {
    Map<String, @Nullable String> periods = new LinkedHashMap<>();
    periods.put("taskDuration", io.taskDuration());
    periods.put("startDelay", io.startDelay());
    periods.put("period", io.period());
    periods.put("completionTimeout", io.completionTimeout());
    periods.put("lateMessageRejectionPeriod", io.lateMessageRejectionPeriod());
    periods.put("earlyMessageRejectionPeriod", io.earlyMessageRejectionPeriod());
    int before = problems.size();
    periods.forEach((name, period) -> period("spec.ioConfig." + name, period));
    if (problems.size() == before
        && new ResolvedIoConfig(io).taskDuration().compareTo(LEAST_TASK_DURATION) < 0) {
      add(
          "spec.ioConfig.taskDuration",
          "found '%s'; expected at least PT1S".formatted(String.valueOf(io.taskDuration())));
    }
    try {
      new ResolvedIoConfig(io).lateMessageRejectionStartDateTime();
    } catch (DateTimeException e) {
      add(
          "spec.ioConfig.lateMessageRejectionStartDateTime",
          "found '%s'; expected a time such as 2026-01-31T00:00:00Z"
              .formatted(String.valueOf(io.lateMessageRejectionStartDateTime())));
    }
  }

  private void tuning(@Nullable TuningConfig tuning, StreamSupervisorSpec spec) {
    if (tuning == null) {
      return;
    }
    type("spec.tuningConfig.type", tuning.type(), spec);
    period("spec.tuningConfig.intermediatePersistPeriod", tuning.intermediatePersistPeriod());
    period("spec.tuningConfig.intermediateHandoffPeriod", tuning.intermediateHandoffPeriod());
    period("spec.tuningConfig.offsetFetchPeriod", tuning.offsetFetchPeriod());
    period("spec.tuningConfig.httpTimeout", tuning.httpTimeout());
    period("spec.tuningConfig.shutdownTimeout", tuning.shutdownTimeout());
    atLeastOne("spec.tuningConfig.maxRowsPerSegment", tuning.maxRowsPerSegment());
    atLeastOne("spec.tuningConfig.maxRowsInMemory", tuning.maxRowsInMemory());
  }

  private void template(@Nullable TaskTemplate template) {
    if (template == null) {
      return;
    }
    template.volumes().stream()
        .filter(volume -> OUR_VOLUMES.contains(volume.getName()))
        .forEach(
            volume ->
                add(
                    "spec.taskTemplate.volumes",
                    "has '%s', which is the operator's own; expected another name"
                        .formatted(volume.getName())));
    template.env().stream()
        .filter(variable -> variable.getName().startsWith("MILLRACE_"))
        .forEach(
            variable ->
                add(
                    "spec.taskTemplate.env",
                    "has %s; expected none that begins with MILLRACE_, which are the operator's"
                        .formatted(variable.getName())));
  }

  private void type(String path, @Nullable String found, StreamSupervisorSpec spec) {
    if (found != null && !found.equals(spec.type().text())) {
      add(
          path,
          "found '%s'; expected '%s', as in spec.type, or nothing"
              .formatted(found, spec.type().text()));
    }
  }

  private void atLeastOne(String path, @Nullable Integer found) {
    if (found != null && found < 1) {
      add(path, "found %d; expected at least 1".formatted(found));
    }
  }

  private void period(String path, @Nullable String period) {
    if (period != null) {
      try {
        IsoPeriod.parse(period);
      } catch (IllegalArgumentException e) {
        add(path, String.valueOf(e.getMessage()));
      }
    }
  }

  private void add(String path, String message) {
    problems.add(new SpecProblem(path, message));
  }
}
