package io.millrace.crds.generator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.millrace.crds.v1alpha1.ChangeNeeds;
import io.millrace.crds.v1alpha1.PropertySupport;
import io.millrace.crds.v1alpha1.Support;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The reference page, from the schema of the CRD. */
final class ReferencePage {

  /**
   * Kubernetes' own types: the page names them and leaves their fields to Kubernetes'
   * documentation.
   */
  private static final Set<String> NOT_DESCENDED =
      Set.of("resources", "tolerations", "affinity", "env", "envFrom", "volumes", "volumeMounts");

  private static final Pattern DEFAULT = Pattern.compile(" ?Default: (.+?)\\.$");
  private static final String INTRODUCTION =
      """
      # StreamSupervisor

      Made from the CRD; do not edit. `mvn -pl crds test -Dtest=GeneratedFilesTest -Dmillrace.regenerate=true` writes it anew.

      API version `millrace.io/v1alpha1`, kind `StreamSupervisor`, short name `ssup`. Properties of `dataSchema`, `ioConfig` and
      `tuningConfig` are those of Druid 37. A period is written in ISO 8601, with weeks, days, hours, minutes and seconds. An
      unknown property is an error.

      The column "a change needs" says what a change of a property of a running supervisor leads to: *new tasks* take over from those that
      run, the *loop* of the operator takes it up while tasks go on as they are, or *nothing* happens. What must not change is refused: see
      [how to change a spec](../how-to/change-a-spec.md).

      ## What this release does not do

      Accepted without effect, and listed in `status.notYetSupported` where they ask for something:

      %s

      Refused, since ignoring them would change which rows are stored:

      %s

      Refused in single values, or acted on in part:

      %s
      """
          .formatted(
              SupportMarks.list(Support.NOT_YET_SUPPORTED),
              SupportMarks.list(Support.REFUSED),
              limits());

  private final StringBuilder page = new StringBuilder(INTRODUCTION);

  private ReferencePage() {}

  static String markdown(String crdYaml) {
    CustomResourceDefinition crd = Serialization.unmarshal(crdYaml, CustomResourceDefinition.class);
    JSONSchemaProps root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    ReferencePage reference = new ReferencePage();
    reference.section("spec", SchemaParts.property(root, "spec"));
    reference.section("status", SchemaParts.property(root, "status"));
    return reference.page.toString();
  }

  private static String limits() {
    return PropertySupport.limits().entrySet().stream()
        .map(limit -> "- `%s`: %s".formatted(limit.getKey(), limit.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private void section(String path, JSONSchemaProps object) {
    page.append("\n## ").append(path).append("\n\n");
    SupportMarks.text(path).ifPresent(mark -> page.append("**%s**\n\n".formatted(mark)));
    page.append(
        isOfSpec(path)
            ? """
            | property | type | default | a change needs | description |
            | --- | --- | --- | --- | --- |
            """
            : """
            | property | type | default | description |
            | --- | --- | --- | --- |
            """);
    object
        .getProperties()
        .forEach(
            (name, property) ->
                row(path + "." + name, name, property, object.getRequired().contains(name)));
    object
        .getProperties()
        .forEach(
            (name, property) -> {
              JSONSchemaProps content = content(property);
              if (!content.getProperties().isEmpty() && !NOT_DESCENDED.contains(name)) {
                section(path + "." + name + (property.getItems() == null ? "" : "[]"), content);
              }
            });
  }

  private void row(String path, String name, JSONSchemaProps property, boolean required) {
    String description = property.getDescription() == null ? "" : property.getDescription();
    Matcher inText = DEFAULT.matcher(description);
    String otherwise = "";
    if (property.getDefault() != null) {
      otherwise = property.getDefault().asText();
    } else if (required) {
      otherwise = "required";
    } else if (inText.find()) {
      otherwise = inText.group(1);
      description = inText.replaceFirst("");
    }
    page.append(
        "| `%s` | %s | %s | %s%s |\n"
            .formatted(
                name,
                type(property),
                escaped(otherwise),
                isOfSpec(path) ? change(path) + " | " : "",
                marked(path, description)));
  }

  private static boolean isOfSpec(String path) {
    return path.equals("spec") || path.startsWith("spec.");
  }

  /** Empty where it is refused, and where the properties of an object say it each for itself. */
  private static String change(String path) {
    ChangeNeeds change = PropertySupport.changes().get(path);
    if (change == null || PropertySupport.byPath().get(path) == Support.REFUSED) {
      return "";
    }
    return switch (change) {
      case NOTHING -> "nothing";
      case LOOP -> "loop";
      case TASKS -> "new tasks";
    };
  }

  private static String marked(String path, String description) {
    String text = escaped(description);
    return SupportMarks.text(path)
        .map(mark -> text.replace(escaped(mark), "**" + escaped(mark) + "**"))
        .orElse(text);
  }

  private static JSONSchemaProps content(JSONSchemaProps property) {
    return property.getItems() == null ? property : property.getItems().getSchema();
  }

  private static String type(JSONSchemaProps property) {
    if (property.getType() == null) {
      return "any";
    }
    return switch (property.getType()) {
      case "array" -> "list of " + type(property.getItems().getSchema());
      case "object" ->
          property.getAdditionalProperties() == null
              ? "object"
              : "map of " + type(property.getAdditionalProperties().getSchema());
      default -> property.getType();
    };
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
