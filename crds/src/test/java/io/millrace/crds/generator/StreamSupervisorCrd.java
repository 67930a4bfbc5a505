package io.millrace.crds.generator;

import static io.millrace.crds.generator.SchemaParts.items;
import static io.millrace.crds.generator.SchemaParts.property;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourceScale;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourceStatus;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresources;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.millrace.crds.v1alpha1.StreamSupervisor;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds to the generated CRD what annotations on the model cannot say, or what the generator leaves
 * out.
 */
final class StreamSupervisorCrd implements CRDPostProcessor {

  @Override
  public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
    CustomResourceDefinition crd = (CustomResourceDefinition) resource;
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    version.setAdditionalPrinterColumns(columns());
    version.setSubresources(subresources());
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription("A stream that is read into Druid segments, exactly once.");
    root.setRequired(List.of("spec"));
    root.setXKubernetesValidations(rules());
    JSONSchemaProps spec = property(root, "spec");
    spec.setDescription("What is asked for, with the property names of a Druid supervisor spec.");
    JSONSchemaProps status = property(root, "status");
    status.setDescription("What the operator knows and has done. Only the operator writes it.");
    status.setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
    ModelSchema.refine(spec, StreamSupervisorSpec.class, "spec");
    ModelSchema.refine(status, StreamSupervisorStatus.class, "status");
    refineSpec(spec);
    ConditionSchema.refine(property(status, "conditions"));
    long longest = StreamSupervisorStatus.LONGEST_HISTORY;
    property(status, "lostRanges").setMaxItems(longest);
    property(status, "recentErrors").setMaxItems(longest);
    return crd;
  }

  /** In the order of the annotations; the generator sorts them by path. */
  private static List<CustomResourceColumnDefinition> columns() {
    return Arrays.stream(StreamSupervisor.class.getAnnotationsByType(AdditionalPrinterColumn.class))
        .map(
            column ->
                new CustomResourceColumnDefinitionBuilder()
                    .withName(column.name())
                    .withJsonPath(column.jsonPath())
                    .withType(column.type().name().toLowerCase(Locale.ROOT))
                    .withPriority(column.priority() == 0 ? null : column.priority())
                    .build())
        .toList();
  }

  /** The generator reads no rules of the resource itself. */
  private static List<io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule> rules() {
    return Arrays.stream(StreamSupervisor.class.getAnnotationsByType(ValidationRule.class))
        .map(
            rule ->
                new ValidationRuleBuilder()
                    .withRule(rule.value())
                    .withMessage(textOrNull(rule.message()))
                    .withMessageExpression(textOrNull(rule.messageExpression()))
                    .withFieldPath(textOrNull(rule.fieldPath()))
                    .build())
        .toList();
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static CustomResourceSubresources subresources() {
    CustomResourceSubresources subresources = new CustomResourceSubresources();
    subresources.setStatus(new CustomResourceSubresourceStatus());
    subresources.setScale(
        new CustomResourceSubresourceScale(
            ".status.selector", ".spec.ioConfig.taskCount", ".status.taskCount"));
    return subresources;
  }

  private static void refineSpec(JSONSchemaProps spec) {
    JSONSchemaProps schema = property(spec, "dataSchema");
    requireType(
        items(property(schema, "metricsSpec")),
        "Kind of aggregator, such as count, longSum or doubleMax.");
    requireType(property(spec, "ioConfig", "inputFormat"), "Kind of format.");
    JSONSchemaProps consumer = property(spec, "ioConfig", "consumerProperties");
    consumer.setAdditionalProperties(null);
    consumer.setXKubernetesPreserveUnknownFields(true);
    consumer.setProperties(
        Map.of(
            "bootstrap.servers",
            anything("Brokers to connect to first: host:port, separated by commas.")));
    consumer.setRequired(List.of("bootstrap.servers"));
    JSONSchemaProps priorities = property(spec, "ioConfig", "serverPriorityToReplicas");
    priorities.setMaxProperties(100L);
    priorities.getAdditionalProperties().getSchema().setMinimum(0d);
    property(spec, "context").getAdditionalProperties().setSchema(anything(null));
    JSONSchemaProps template = property(spec, "taskTemplate");
    property(template, "labels").setMaxProperties(100L);
    property(template, "annotations").setMaxProperties(100L);
  }

  private static void requireType(JSONSchemaProps object, String description) {
    JSONSchemaProps type =
        new JSONSchemaPropsBuilder()
            .withType("string")
            .withMinLength(1L)
            .withDescription(description)
            .build();
    object.setProperties(Map.of("type", type));
    object.setRequired(List.of("type"));
  }

  private static JSONSchemaProps anything(@Nullable String description) {
    return new JSONSchemaPropsBuilder()
        .withDescription(description)
        .withXKubernetesPreserveUnknownFields(true)
        .build();
  }
}
