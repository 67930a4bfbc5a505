package io.millrace.operator.metrics;

import io.micrometer.core.instrument.Tags;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.operator.status.Situation;

/**
 * The labels of all that is measured of one supervisor; those that its tasks have too mean the same
 * there.
 *
 * @param namespace where it is
 * @param name its name
 * @param supervisorId Druid's id of it: {@code spec.id}, or its name
 * @param dataSource the Druid datasource
 */
record SupervisorLabels(String namespace, String name, String supervisorId, String dataSource) {

  /** As the spec in force has them, before the first one as the resource has. */
  static SupervisorLabels of(SupervisorResource resource, Situation situation) {
    StreamSupervisorSpec spec =
        situation.inForce() == null ? resource.spec() : situation.inForce().spec();
    String id = spec.id();
    return new SupervisorLabels(
        resource.namespace(),
        resource.name(),
        id == null ? resource.name() : id,
        spec.dataSchema().dataSource());
  }

  Tags tags() {
    return Tags.of(
        "namespace",
        namespace,
        "name",
        name,
        "supervisorId",
        supervisorId,
        "dataSource",
        dataSource);
  }
}
