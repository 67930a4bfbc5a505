package io.millrace.operator.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.observe.SpecJson;
import io.millrace.operator.observe.SupervisorKey;
import java.util.function.Consumer;

/** Supervisors that tests use. */
public final class Supervisors {

  private static final String YAML =
      """
      apiVersion: millrace.io/v1alpha1
      kind: StreamSupervisor
      metadata:
        name: events
      spec:
        type: kafka
        dataSchema:
          dataSource: events
          timestampSpec: {column: time, format: iso}
          dimensionsSpec: {dimensions: [page]}
          metricsSpec: [{type: count, name: count}]
          granularitySpec: {segmentGranularity: HOUR, queryGranularity: NONE, rollup: false}
        ioConfig:
          topic: events
          consumerProperties: {bootstrap.servers: "localhost:1"}
          inputFormat: {type: json}
          taskCount: 2
          taskDuration: PT20S
          period: PT1S
          startDelay: PT0S
          useEarliestOffset: true
      """;

  /** The good one, where the operator has mounted its claim. */
  public static final SupervisorKey KEY = new SupervisorKey("ns", "events");

  private Supervisors() {}

  /** A good one for the topic {@code events}. */
  public static StreamSupervisor good() {
    return Serialization.unmarshal(YAML, StreamSupervisor.class);
  }

  public static StreamSupervisorSpec goodSpec() {
    return good().getSpec();
  }

  /** The good spec after an edit of its JSON. */
  public static StreamSupervisorSpec edited(Consumer<ObjectNode> edit) {
    ObjectNode tree = SpecJson.tree(goodSpec());
    edit.accept(tree);
    try {
      return SpecJson.spec(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the edit does not leave a spec", e);
    }
  }
}
