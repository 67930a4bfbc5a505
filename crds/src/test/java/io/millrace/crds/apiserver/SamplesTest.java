package io.millrace.crds.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.NotYetSupported;
import io.millrace.crds.v1alpha1.SpecProblems;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {

  private static final Path SAMPLES = Path.of("../manifests/samples");

  @ParameterizedTest
  @ValueSource(strings = {"wikipedia-kafka.yaml", "clicks-s3.yaml"})
  void sampleAppliesWithPlainKubectl(String sample) {
    Kubectl kubectl = RealApiServer.startedOrSkipped().kubectl();

    assertThat(kubectl.succeed("apply", "-f", SAMPLES.resolve(sample).toString()))
        .contains("created");
    assertThat(kubectl.succeed("apply", "-f", SAMPLES.resolve(sample).toString()))
        .contains("unchanged");
    kubectl.succeed("delete", "-f", SAMPLES.resolve(sample).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"wikipedia-kafka.yaml", "clicks-s3.yaml"})
  void sampleAsksForNothingThatIsRefusedOrIgnored(String sample) throws IOException {
    StreamSupervisor supervisor =
        Serialization.unmarshal(Files.readString(SAMPLES.resolve(sample)), StreamSupervisor.class);

    assertThat(SpecProblems.find(supervisor.getSpec())).isEmpty();
    assertThat(NotYetSupported.find(supervisor.getSpec())).isEmpty();
  }
}
