package io.millrace.operator.quota;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.millrace.operator.observe.AcceptedSpec;
import io.millrace.operator.status.Capacity;
import io.millrace.operator.task.TaskPods;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor needs at its busiest.
 *
 * @param pods how many Pods
 * @param each what a quota counts for each of them, by resource
 */
record Demand(long pods, Map<String, BigDecimal> each) {

  /**
   * @param partitions how many partitions are known; 0 while none is
   */
  static Demand of(AcceptedSpec spec, int partitions) {
    ResourceRequirements resources = TaskPods.resources(spec.spec().taskTemplate());
    Map<String, BigDecimal> each = new HashMap<>();
    each.put("pods", BigDecimal.ONE);
    each.put("count/pods", BigDecimal.ONE);
    amounts(resources.getLimits())
        .forEach(
            (resource, amount) -> {
              each.put("limits." + resource, amount);
              each.put("requests." + resource, amount);
              each.put(resource, amount);
            });
    amounts(resources.getRequests())
        .forEach(
            (resource, amount) -> {
              each.put("requests." + resource, amount);
              each.put(resource, amount);
            });
    return new Demand(Capacity.of(spec.settings(), partitions).pods(), Map.copyOf(each));
  }

  private static Map<String, BigDecimal> amounts(@Nullable Map<String, Quantity> quantities) {
    Map<String, BigDecimal> amounts = new HashMap<>();
    if (quantities != null) {
      quantities.forEach(
          (resource, quantity) -> amounts.put(resource, quantity.getNumericalAmount()));
    }
    return amounts;
  }
}
