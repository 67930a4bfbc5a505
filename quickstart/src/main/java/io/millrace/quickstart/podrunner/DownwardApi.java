package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The fields of a Pod that it may ask for about itself. */
final class DownwardApi {

  private static final Pattern ONE_OF_MAP =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

  private final Pod pod;
  private final String podIp;

  DownwardApi(Pod pod, String podIp) {
    this.pod = pod;
    this.podIp = podIp;
  }

  /**
   * @throws PodStartException when the path is none that is known
   */
  String field(String path) throws PodStartException {
    Matcher entry = ONE_OF_MAP.matcher(path);
    if (entry.matches()) {
      return map(entry.group(1)).getOrDefault(entry.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> pod.getMetadata().getName();
      case "metadata.namespace" -> pod.getMetadata().getNamespace();
      case "metadata.uid" -> pod.getMetadata().getUid();
      case "metadata.labels" -> lines(map("labels"));
      case "metadata.annotations" -> lines(map("annotations"));
      case "spec.nodeName" -> pod.getSpec().getNodeName();
      case "spec.serviceAccountName" -> String.valueOf(pod.getSpec().getServiceAccountName());
      case "status.podIP", "status.podIPs", "status.hostIP", "status.hostIPs" -> podIp;
      default ->
          throw new PodStartException(
              PodStartException.CONFIG,
              "fieldPath \"%s\" is unknown; expected one of metadata.name, .namespace, .uid, .labels, .annotations, spec.nodeName,"
                      .formatted(path)
                  + " spec.serviceAccountName, status.podIP, status.hostIP");
    };
  }

  /**
   * What the container asked for, in units of the divisor, rounded up. A limit that is not set is
   * what the machine has, a request that is not set is 0.
   *
   * @throws PodStartException when the resource is none that is known
   */
  String resource(ResourceFieldSelector selector, Container container) throws PodStartException {
    BigDecimal amount = amount(selector.getResource(), container);
    Quantity divisor = selector.getDivisor();
    BigDecimal unit = divisor == null ? BigDecimal.ONE : Quantity.getAmountInBytes(divisor);
    return amount
        .divide(unit.signum() == 0 ? BigDecimal.ONE : unit, 0, RoundingMode.CEILING)
        .toPlainString();
  }

  private static BigDecimal amount(String resource, Container container) throws PodStartException {
    ResourceRequirements requirements =
        container.getResources() == null ? new ResourceRequirements() : container.getResources();
    return switch (resource) {
      case "limits.cpu" ->
          amount(requirements.getLimits(), "cpu", Runtime.getRuntime().availableProcessors());
      case "limits.memory" ->
          amount(requirements.getLimits(), "memory", Runtime.getRuntime().maxMemory());
      case "requests.cpu" -> amount(requirements.getRequests(), "cpu", 0);
      case "requests.memory" -> amount(requirements.getRequests(), "memory", 0);
      default ->
          throw new PodStartException(
              PodStartException.CONFIG,
              "resource \"%s\" is unknown; expected limits or requests of cpu or memory"
                  .formatted(resource));
    };
  }

  private static BigDecimal amount(Map<String, Quantity> quantities, String name, long absent) {
    Quantity quantity = quantities == null ? null : quantities.get(name);
    return quantity == null ? BigDecimal.valueOf(absent) : Quantity.getAmountInBytes(quantity);
  }

  private Map<String, String> map(String name) {
    Map<String, String> map =
        name.equals("labels") ? pod.getMetadata().getLabels() : pod.getMetadata().getAnnotations();
    return map == null ? Map.of() : map;
  }

  private static String lines(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + "=\""
                        + entry.getValue().replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\"")
            .collect(Collectors.joining("\n"));
  }
}
