package io.millrace.crds.apiserver;

import static io.millrace.crds.apiserver.Supervisors.kafka;
import static io.millrace.crds.apiserver.Supervisors.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubresourcesTest {

  private RealApiServer server;
  private Api api;

  @BeforeEach
  void start() {
    server = RealApiServer.startedOrSkipped();
    api = new Api(server.client());
  }

  @Test
  void newResourceIsNotObservedYet() {
    ObjectNode created = api.create(with(kafka(), "status", "{}"));

    assertThat(api.get(name(created)).path("status").path("observedGeneration").asInt())
        .isEqualTo(-1);
  }

  @Test
  void statusIsWrittenThroughItsSubresourceOnlyAndChangesNoGeneration() {
    ObjectNode created = api.create(kafka());

    ObjectNode ignored = api.update(with(created, "status.state", "\"RUNNING\""));
    assertThat(ignored.path("status").path("state").isMissingNode()).isTrue();

    ObjectNode written =
        api.updateStatus(
            with(ignored, "status", "{\"observedGeneration\": 1, \"state\": \"RUNNING\"}"));
    assertThat(written.at("/status/state").asText()).isEqualTo("RUNNING");
    assertThat(written.at("/metadata/generation").asInt()).isEqualTo(1);
  }

  @Test
  void staleStatusIsRefused() {
    ObjectNode created = api.create(kafka());
    api.updateStatus(with(created, "status.state", "\"PENDING\""));

    assertThatThrownBy(() -> api.updateStatus(with(created, "status.state", "\"RUNNING\"")))
        .hasMessageContaining("Conflict");
  }

  @Test
  void conditionsAreOnePerType() {
    ObjectNode created = api.create(kafka());
    String ready = "{\"type\": \"Ready\", \"status\": \"True\", \"reason\": \"Reading\"}";

    assertThatThrownBy(
            () ->
                api.updateStatus(
                    with(created, "status.conditions", "[" + ready + "," + ready + "]")))
        .hasMessageContaining("Duplicate value");
    assertThatThrownBy(
            () ->
                api.updateStatus(
                    with(
                        created,
                        "status.conditions",
                        "[{\"type\": \"Ready\", \"status\": \"Yes\"}]")))
        .hasMessageContaining("supported values");
  }

  @Test
  void scaleReadsAndSetsTaskCount() {
    ObjectNode created = api.create(with(kafka(), "spec.ioConfig.taskCount", "2"));
    api.updateStatus(
        with(created, "status", "{\"taskCount\": 2, \"selector\": \"millrace.io/supervisor=a\"}"));

    String path =
        "/apis/millrace.io/v1alpha1/namespaces/default/streamsupervisors/"
            + name(created)
            + "/scale";
    JsonNode scale = Supervisors.parse(server.kubectl().succeed("get", "--raw", path));
    assertThat(scale.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(scale.at("/status/replicas").asInt()).isEqualTo(2);
    assertThat(scale.at("/status/selector").asText()).isEqualTo("millrace.io/supervisor=a");

    server.kubectl().succeed("scale", "ssup/" + name(created), "--replicas=5");
    assertThat(api.get(name(created)).at("/spec/ioConfig/taskCount").asInt()).isEqualTo(5);
    assertThat(server.kubectl().fail("scale", "ssup/" + name(created), "--replicas=0"))
        .contains("greater than or equal to 1");
  }

  private static String name(ObjectNode resource) {
    return resource.at("/metadata/name").asText();
  }
}
