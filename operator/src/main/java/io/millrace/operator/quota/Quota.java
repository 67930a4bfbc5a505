package io.millrace.operator.quota;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A ResourceQuota that concerns every Pod of its namespace.
 *
 * @param name its name
 * @param hard what it allows, by resource
 * @param used what is used of it
 */
public record Quota(String name, Map<String, BigDecimal> hard, Map<String, BigDecimal> used) {

  public Quota {
    hard = Map.copyOf(hard);
    used = Map.copyOf(used);
  }
}
