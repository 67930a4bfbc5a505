package io.millrace.crds.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;

/** A stream that is read into Druid segments, and the supervisor that sees to it. */
@Group(StreamSupervisor.GROUP)
@Version(StreamSupervisor.VERSION)
@Kind(StreamSupervisor.KIND)
@Plural(StreamSupervisor.PLURAL)
@Singular("streamsupervisor")
@ShortNames("ssup")
@Categories("ingestion")
@AdditionalPrinterColumn(name = "READY", jsonPath = ".status.conditions[?(@.type=='Ready')].status")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.state")
@AdditionalPrinterColumn(name = "DETAILED", jsonPath = ".status.detailedState")
@AdditionalPrinterColumn(
    name = "TASKS",
    jsonPath = ".status.taskCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "LAG",
    jsonPath = ".status.lag.records",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "TYPE", jsonPath = ".spec.type", priority = 1)
@AdditionalPrinterColumn(
    name = "STREAM",
    jsonPath = ".spec.ioConfig['topic','topicPattern','stream']",
    priority = 1)
@AdditionalPrinterColumn(
    name = "COMMITS",
    jsonPath = ".status.commit.sequence",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
    priority = 1)
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.conditions[?(@.type=='Ready')].message",
    priority = 1)
@ValidationRule(
    value = "size(self.metadata.name) <= 40",
    message =
        "metadata.name: a name has at most 40 characters, since the names of Pods are made of it")
@ValidationRule(
    value =
        "(has(self.spec.id) ? self.spec.id : self.metadata.name) == (has(oldSelf.spec.id) ? oldSelf.spec.id : oldSelf.metadata.name)",
    message = "id is immutable, since the supervisor is known by it: create another resource",
    fieldPath = ".spec.id")
public class StreamSupervisor extends CustomResource<StreamSupervisorSpec, StreamSupervisorStatus>
    implements Namespaced {

  public static final String GROUP = "millrace.io";
  public static final String VERSION = "v1alpha1";
  public static final String KIND = "StreamSupervisor";
  public static final String PLURAL = "streamsupervisors";

  /** The supervisor's id: {@code spec.id}, or the resource's name. */
  public String supervisorId() {
    String id = getSpec().id();
    return id == null ? getMetadata().getName() : id;
  }
}
