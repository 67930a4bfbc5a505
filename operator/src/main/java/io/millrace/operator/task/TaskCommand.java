package io.millrace.operator.task;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.millrace.crds.v1alpha1.TaskTemplate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the task's process is started, and what it may use. */
final class TaskCommand {

  static final String SCRATCH = "/var/lib/millrace/work";
  static final String TEMPORARY = "/var/lib/millrace/tmp";

  private static final String MEMORY = "memory";
  private static final BigDecimal MEGABYTE = BigDecimal.valueOf(1 << 20);

  private TaskCommand() {}

  /** The complete command: nothing of it comes from the image. */
  static List<String> of(@Nullable TaskTemplate template, int heapPercent) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "java",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                heap(resources(template), heapPercent),
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + TEMPORARY));
    if (template != null) {
      command.addAll(template.jvmOptions());
    }
    command.addAll(
        List.of("-cp", "/opt/millrace/lib/task-runner/*", "io.millrace.runner.TaskMain"));
    return command;
  }

  /** The user's, or a small default. */
  static ResourceRequirements resources(@Nullable TaskTemplate template) {
    if (template != null && template.resources() != null) {
      return template.resources();
    }
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity("500m"))
        .addToRequests(MEMORY, new Quantity("2Gi"))
        .addToLimits(MEMORY, new Quantity("2Gi"))
        .build();
  }

  /** A share of the memory limit; of the machine's memory only where no limit is set. */
  private static String heap(ResourceRequirements resources, int heapPercent) {
    Quantity limit = resources.getLimits() == null ? null : resources.getLimits().get(MEMORY);
    if (limit == null) {
      return "-XX:MaxRAMPercentage=" + heapPercent;
    }
    BigDecimal share =
        limit
            .getNumericalAmount()
            .multiply(BigDecimal.valueOf(heapPercent))
            .divide(BigDecimal.valueOf(100));
    return "-Xmx%dm"
        .formatted(Math.max(64, share.divideToIntegralValue(MEGABYTE).longValueExact()));
  }
}
