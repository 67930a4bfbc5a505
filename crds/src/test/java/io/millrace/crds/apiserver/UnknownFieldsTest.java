package io.millrace.crds.apiserver;

import static io.millrace.crds.apiserver.Supervisors.kafka;
import static io.millrace.crds.apiserver.Supervisors.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.UnknownProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownFieldsTest {

  @TempDir Path folder;

  private RealApiServer server;
  private Api api;

  @BeforeEach
  void start() {
    server = RealApiServer.startedOrSkipped();
    api = new Api(server.client());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.dataSchema.metricSpec",
        "spec.dataSchema.timestampSpec.colum",
        "spec.dataSchema.dimensionsSpec.dimension",
        "spec.dataSchema.granularitySpec.rolup",
        "spec.ioConfig.useEarlistOffset",
        "spec.ioConfig.idleConfig.enable",
        "spec.ioConfig.autoScalerConfig.taskCount",
        "spec.tuningConfig.maxRowInMemory",
        "spec.tuningConfig.indexSpec.bitmaps"
      })
  void unknownFieldSurvivesAndIsFoundByPath(String path) {
    ObjectNode created = api.create(with(kafka(), path, "{\"a\": [1, \"b\"]}"));

    StreamSupervisor supervisor =
        server
            .client()
            .resources(StreamSupervisor.class)
            .inNamespace("default")
            .withName(created.at("/metadata/name").asText())
            .get();

    assertThat(created.at("/" + path.replace('.', '/')).toString()).isEqualTo("{\"a\":[1,\"b\"]}");
    assertThat(UnknownProperties.find(supervisor.getSpec()))
        .extracting(SpecProblem::path)
        .containsExactly(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec.suspended",
        "spec.deepStorage.locals",
        "spec.taskTemplate.serviceAccount",
        "spec.taskTemplate.resources.request"
      })
  void unknownFieldElsewhereIsRefusedByKubectlAndPrunedWithAWarningOnRequest(String path)
      throws IOException {
    ObjectNode resource =
        with(
            kafka(),
            "spec.deepStorage",
            "{\"type\": \"local\", \"local\": {\"claimName\": \"a\"}}");
    Path file =
        Files.writeString(
            folder.resolve("supervisor.json"), with(resource, path, "\"a\"").toString());

    assertThat(server.kubectl().fail("apply", "-f", file.toString()))
        .contains("unknown field \"" + path + "\"");
    assertThat(server.kubectl().succeed("apply", "--validate=warn", "-f", file.toString()))
        .contains("Warning", "unknown field \"" + path + "\"");
    assertThat(
            api.get(resource.at("/metadata/name").asText())
                .at("/" + path.replace('.', '/'))
                .isMissingNode())
        .isTrue();
  }
}
