package io.millrace.crds.apiserver;

import static io.millrace.crds.apiserver.Supervisors.kafka;
import static io.millrace.crds.apiserver.Supervisors.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class CrdTest {

  @Test
  void crdIsSmallEnoughForPlainApply() throws IOException {
    assertThat(Files.size(RealApiServer.CRD)).isLessThan(200_000);
  }

  @Test
  void crdIsStructuralAndAppliesAgainUnchanged() {
    RealApiServer server = RealApiServer.startedOrSkipped();

    assertThat(server.kubectl().succeed("apply", "-f", RealApiServer.CRD.toString()))
        .contains("unchanged");
    assertThat(
            server
                .client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(StreamSupervisor.PLURAL + "." + StreamSupervisor.GROUP)
                .get()
                .getStatus()
                .getConditions())
        .extracting(condition -> condition.getType() + "=" + condition.getStatus())
        .contains("Established=True", "NamesAccepted=True")
        .doesNotContain("NonStructuralSchema=True");
  }

  @Test
  void serverSideApplyTakesIt() {
    assertThat(
            RealApiServer.startedOrSkipped()
                .kubectl()
                .succeed(
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    "--dry-run=server",
                    "-f",
                    RealApiServer.CRD.toString()))
        .contains("serverside-applied");
  }

  @Test
  void propertiesAreExplained() {
    Kubectl kubectl = RealApiServer.startedOrSkipped().kubectl();

    assertThat(kubectl.succeed("explain", "ssup.spec.ioConfig.taskDuration"))
        .contains("Default: PT1H");
    assertThat(kubectl.succeed("get", "ingestion")).isNotEmpty();
  }

  @Test
  void case37EachColumnNamesAFieldThatIsThere() {
    RealApiServer server = RealApiServer.startedOrSkipped();
    Api api = new Api(server.client());
    ObjectNode created = api.create(kafka());
    api.updateStatus(
        with(
            created,
            "status",
            """
            {"state": "RUNNING", "detailedState": "CREATING_TASKS", "taskCount": 2, "lag": {"records": 1234}, "commit": {"sequence": 41},
             "conditions": [{"type": "Ready", "status": "False", "reason": "SpecRejected", "message": "taskCount is odd"}]}
            """));
    String name = created.at("/metadata/name").asText();

    String[] narrow = server.kubectl().succeed("get", "ssup", name).split("\n", -1);
    assertThat(narrow[0].trim().split(" +"))
        .containsExactly("NAME", "READY", "STATE", "DETAILED", "TASKS", "LAG", "AGE");
    assertThat(narrow[1].trim().split(" +"))
        .startsWith(name, "False", "RUNNING", "CREATING_TASKS", "2", "1234")
        .hasSize(7);

    String[] wide = server.kubectl().succeed("get", "ssup", name, "-o", "wide").split("\n", -1);
    assertThat(wide[0].trim().split(" +"))
        .endsWith("AGE", "TYPE", "STREAM", "COMMITS", "REASON", "MESSAGE");
    assertThat(wide[1])
        .containsSubsequence("kafka", "clicks", "41", "SpecRejected", "taskCount is odd");
  }
}
