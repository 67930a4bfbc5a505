package io.millrace.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.operator.quota.NamespaceQuotas;
import io.millrace.operator.quota.Quota;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists ResourceQuotas, each namespace at most once a minute for all its supervisors. Where that is
 * not allowed, nothing is known of quotas, and nothing else suffers. Safe for use by several
 * threads.
 */
public final class ApiQuotas implements NamespaceQuotas {

  private static final Logger LOG = LoggerFactory.getLogger(ApiQuotas.class);
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(Instant at, Optional<List<Quota>> quotas) {}

  public ApiQuotas(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Optional<List<Quota>> of(String namespace) {
    Answer known = answers.get(namespace);
    Instant now = clock.instant();
    if (known != null && now.isBefore(known.at().plus(FRESH))) {
      return known.quotas();
    }
    Answer answer = new Answer(now, ask(namespace));
    answers.put(namespace, answer);
    return answer.quotas();
  }

  private Optional<List<Quota>> ask(String namespace) {
    try {
      return Optional.of(
          client.resourceQuotas().inNamespace(namespace).list().getItems().stream()
              .filter(ApiQuotas::concernsEveryPod)
              .map(ApiQuotas::quota)
              .toList());
    } catch (KubernetesClientException e) {
      LOG.atDebug()
          .addKeyValue("namespace", namespace)
          .log("Quotas are not known: {}", HttpCode.message(e));
      return Optional.empty();
    }
  }

  private static boolean concernsEveryPod(ResourceQuota quota) {
    return quota.getStatus() != null
        && quota.getSpec() != null
        && quota.getSpec().getScopes().isEmpty()
        && quota.getSpec().getScopeSelector() == null;
  }

  private static Quota quota(ResourceQuota quota) {
    return new Quota(
        quota.getMetadata().getName(),
        amounts(quota.getStatus().getHard()),
        amounts(quota.getStatus().getUsed()));
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
