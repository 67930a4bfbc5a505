package io.millrace.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.operator.decide.EarlyHandoff;
import io.millrace.operator.testing.Supervisors;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ChangesThatMatterTest {

  @Test
  void aWriteOfOurOwnStatusDoesNot() {
    assertThat(matters(resource -> resource.getMetadata().setResourceVersion("2"))).isFalse();
  }

  @Test
  void anAnnotationOfSomebodyElseDoesNot() {
    assertThat(
            matters(
                resource ->
                    resource.getMetadata().setAnnotations(Map.of("argocd.io/tracking", "a"))))
        .isFalse();
  }

  @Test
  void anotherSpecDoes() {
    assertThat(matters(resource -> resource.getMetadata().setGeneration(2L))).isTrue();
  }

  @Test
  void aRequestToHandOffDoes() {
    assertThat(
            matters(
                resource ->
                    resource.getMetadata().setAnnotations(Map.of(EarlyHandoff.ANNOTATION, "7"))))
        .isTrue();
  }

  @Test
  void aDeletionDoes() {
    assertThat(
            matters(
                resource -> resource.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z")))
        .isTrue();
  }

  @Test
  void everythingDoesWithoutOurFinalizer() {
    assertThat(matters(resource -> resource.getMetadata().getFinalizers().clear())).isTrue();
    assertThat(new ChangesThatMatter().accept(supervisor(), Supervisors.good())).isTrue();
  }

  private static boolean matters(Consumer<StreamSupervisor> change) {
    StreamSupervisor now = supervisor();
    change.accept(now);
    return new ChangesThatMatter().accept(now, supervisor());
  }

  private static StreamSupervisor supervisor() {
    StreamSupervisor resource = Supervisors.good();
    resource.getMetadata().setUid("uid");
    resource.getMetadata().setGeneration(1L);
    resource.getMetadata().setResourceVersion("1");
    resource.addFinalizer(SupervisorReconciler.FINALIZER);
    return resource;
  }
}
