package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the Pod runner cannot do. It refuses such a Pod rather than run it in another way than a
 * cluster would.
 */
final class SupportedPods {

  private SupportedPods() {}

  /**
   * What in the Pod is not supported, each as path, finding and expectation; none when it can be
   * run.
   */
  static List<String> problems(Pod pod) {
    List<String> problems = new ArrayList<>();
    PodSpec spec = pod.getSpec();
    if (spec.getContainers().size() != 1) {
      problems.add(
          "spec.containers has %d entries; expected one".formatted(spec.getContainers().size()));
    }
    if (!spec.getInitContainers().isEmpty()) {
      problems.add("spec.initContainers is set; expected none");
    }
    if (!"Never".equals(spec.getRestartPolicy())) {
      problems.add("spec.restartPolicy is %s; expected Never".formatted(spec.getRestartPolicy()));
    }
    for (Container container : spec.getContainers()) {
      addProblems(container, problems);
    }
    return problems;
  }

  private static void addProblems(Container container, List<String> problems) {
    if (container.getLifecycle() != null) {
      problems.add(
          "lifecycle of container %s is set; expected none".formatted(container.getName()));
    }
    addProblems("startupProbe", container.getStartupProbe(), container.getName(), problems);
    addProblems("readinessProbe", container.getReadinessProbe(), container.getName(), problems);
    addProblems("livenessProbe", container.getLivenessProbe(), container.getName(), problems);
  }

  private static void addProblems(
      String property, @Nullable Probe probe, String container, List<String> problems) {
    if (probe != null
        && (probe.getHttpGet() == null || "HTTPS".equals(probe.getHttpGet().getScheme()))) {
      problems.add(
          "%s of container %s is not httpGet over HTTP; expected that or none"
              .formatted(property, container));
    }
  }
}
