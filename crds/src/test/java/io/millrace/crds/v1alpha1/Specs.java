package io.millrace.crds.v1alpha1;

import io.fabric8.kubernetes.client.utils.Serialization;

/** Specs to begin a test with, from YAML in one line. */
final class Specs {

  private Specs() {}

  static StreamSupervisorSpec io(String properties) {
    return spec(
        "",
        "topic: clicks, consumerProperties: {bootstrap.servers: 'kafka:9092'}, inputFormat: {type: json}, "
            + properties,
        "",
        "");
  }

  static StreamSupervisorSpec schema(String properties) {
    return spec(
        properties,
        "topic: clicks, consumerProperties: {bootstrap.servers: 'kafka:9092'}, inputFormat: {type: json}",
        "",
        "");
  }

  static StreamSupervisorSpec tuning(String properties) {
    return spec(
        "",
        "topic: clicks, consumerProperties: {bootstrap.servers: 'kafka:9092'}, inputFormat: {type: json}",
        properties,
        "");
  }

  /** With more lines of YAML under {@code spec}. */
  static StreamSupervisorSpec kafka(String more) {
    return spec(
        "",
        "topic: clicks, consumerProperties: {bootstrap.servers: 'kafka:9092'}, inputFormat: {type: json}",
        "",
        more);
  }

  /** With an {@code ioConfig} of just these. */
  static StreamSupervisorSpec onlyIo(String properties) {
    return spec("", properties, "", "");
  }

  private static StreamSupervisorSpec spec(String schema, String io, String tuning, String more) {
    String yaml =
        """
        type: kafka
        dataSchema: {dataSource: clicks, timestampSpec: {column: time}, %s}
        ioConfig: {%s}
        tuningConfig: {%s}
        %s
        """
            .formatted(schema, io, tuning, more);
    return Serialization.unmarshal(yaml, StreamSupervisorSpec.class);
  }
}
