package io.millrace.operator.quota;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What quotas allowed at some time.
 *
 * @param quotas the quotas of the namespace
 * @param ours how many Pods of the supervisor were counted in them
 */
record Room(List<Quota> quotas, long ours) {

  /** The first quota that is too small for {@code demand}, in words; empty when all are enough. */
  Optional<String> shortageOf(Demand demand) {
    return quotas.stream().flatMap(quota -> shortage(quota, demand).stream()).findFirst();
  }

  private Optional<String> shortage(Quota quota, Demand demand) {
    return new TreeMap<>(quota.hard())
        .entrySet().stream()
            .filter(allowed -> demand.each().containsKey(allowed.getKey()))
            .flatMap(
                allowed -> shortage(quota, demand, allowed.getKey(), allowed.getValue()).stream())
            .findFirst();
  }

  private Optional<String> shortage(
      Quota quota, Demand demand, String resource, BigDecimal allowed) {
    BigDecimal each = demand.each().getOrDefault(resource, BigDecimal.ZERO);
    BigDecimal own = each.multiply(BigDecimal.valueOf(ours));
    BigDecimal others =
        quota.used().getOrDefault(resource, BigDecimal.ZERO).subtract(own).max(BigDecimal.ZERO);
    BigDecimal needed = each.multiply(BigDecimal.valueOf(demand.pods()));
    return needed.compareTo(allowed.subtract(others)) <= 0
        ? Optional.empty()
        : Optional.of(
            "ResourceQuota %s allows %s of %s, of which others use %s; expected room for %s, which the %d Pods of this supervisor need at its busiest. Raise the quota, or lower taskCount (taskCountMax with the autoscaler), stopTaskCount or what a Pod requests"
                .formatted(
                    quota.name(),
                    text(allowed),
                    resource,
                    text(others),
                    text(needed),
                    demand.pods()));
  }

  private static String text(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }
}
