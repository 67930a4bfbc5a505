package io.millrace.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.millrace.operator.quota.Quota;
import io.millrace.operator.testing.CountedWrites;
import io.millrace.operator.testing.RealApiServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Quotas as a real API server has them, read with the shipped Role. */
class ApiQuotasTest {

  private final RealApiServer server = RealApiServer.instance();
  private final String namespace = server.createNamespace();
  private final KubernetesClient client = server.asOperator(namespace, new CountedWrites());
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ApiQuotas quotas = new ApiQuotas(client, () -> now);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void whatAQuotaAllowsAndWhatIsUsedIsReadAsNumbers() {
    counted(quota("compute", Map.of("pods", "10", "requests.cpu", "2500m", "memory", "1Gi")));

    assertThat(quotas.of(namespace).orElseThrow())
        .singleElement()
        .satisfies(
            quota -> {
              assertThat(quota.name()).isEqualTo("compute");
              assertThat(quota.hard())
                  .hasEntrySatisfying("pods", is("10"))
                  .hasEntrySatisfying("requests.cpu", is("2.5"))
                  .hasEntrySatisfying("memory", is("1073741824"));
              assertThat(quota.used()).hasEntrySatisfying("pods", is("1"));
            });
  }

  @Test
  void aNamespaceWithoutQuotasHasNone() {
    assertThat(quotas.of(namespace)).contains(List.of());
  }

  @Test
  void oneThatConcernsSomePodsOnlyOrWasNotCountedYetIsLeftOut() {
    server.admin().resource(quota("uncounted", Map.of("pods", "1"))).create();
    ResourceQuota some = quota("some", Map.of("pods", "1"));
    some.getSpec().setScopes(List.of("BestEffort"));
    counted(some);
    counted(quota("all", Map.of("pods", "5")));

    assertThat(quotas.of(namespace).orElseThrow()).extracting(Quota::name).contains("all");
    assertThat(quotas.of(namespace).orElseThrow()).extracting(Quota::name).doesNotContain("some");
    assertThat(quotas.of(namespace).orElseThrow())
        .filteredOn(quota -> quota.name().equals("uncounted"))
        .allSatisfy(quota -> assertThat(quota.hard()).isEmpty());
  }

  @Test
  void oneAnswerServesAllSupervisorsOfANamespaceForAMinute() {
    assertThat(quotas.of(namespace)).contains(List.of());
    counted(quota("compute", Map.of("pods", "10")));

    now = now.plusSeconds(59);
    assertThat(quotas.of(namespace)).contains(List.of());
    now = now.plusSeconds(1);
    assertThat(quotas.of(namespace).orElseThrow()).hasSize(1);
  }

  @Test
  void whereQuotasMayNotBeListedNothingIsKnownOfThem() {
    assertThat(quotas.of(server.createNamespace())).isEqualTo(Optional.empty());
  }

  /** Without a controller manager nobody else counts what is used. */
  private void counted(ResourceQuota quota) {
    ResourceQuota created = server.admin().resource(quota).create();
    ResourceQuota counted =
        new ResourceQuotaBuilder(created)
            .withNewStatus()
            .withHard(created.getSpec().getHard())
            .withUsed(Map.of("pods", new Quantity("1")))
            .endStatus()
            .build();
    server.admin().resource(counted).updateStatus();
  }

  private ResourceQuota quota(String name, Map<String, String> hard) {
    ResourceQuotaBuilder quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .endSpec();
    hard.forEach(
        (resource, amount) -> quota.editSpec().addToHard(resource, new Quantity(amount)).endSpec());
    return quota.build();
  }

  private static Consumer<BigDecimal> is(String amount) {
    return found -> assertThat(found).isEqualByComparingTo(amount);
  }
}
