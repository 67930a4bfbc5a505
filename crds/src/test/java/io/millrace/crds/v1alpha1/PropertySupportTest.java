package io.millrace.crds.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PropertySupportTest {

  private static final Pattern DEFAULT = Pattern.compile("Default: (.+)\\.$");

  private final Model model = new Model();

  @Test
  void everyPropertyOfTheModelIsDecidedOnExactlyOnce() {
    assertThat(model.properties)
        .hasSizeGreaterThan(150)
        .allSatisfy(
            path ->
                assertThat(decisionsFor(path))
                    .as("what %s says of %s", PropertySupport.class.getSimpleName(), path)
                    .hasSize(1));
  }

  @Test
  void noDecisionIsAboutAPropertyThatThereIsNot() {
    assertThat(PropertySupport.byPath().keySet())
        .allSatisfy(path -> assertThat(model.all()).contains(path));
  }

  @Test
  void whatIsActedOnIsNamedOneByOne() {
    assertThat(model.properties).containsAll(pathsOf(Support.ACTED_ON));
  }

  @Test
  void limitsAreThoseOfPropertiesThatAreActedOn() {
    assertThat(pathsOf(Support.ACTED_ON)).containsAll(PropertySupport.limits().keySet());
  }

  @Test
  void noPropertyThatIsActedOnIsSaidToYieldToTheOperator() {
    assertThat(model.descriptions).hasSizeGreaterThan(150);
    assertThat(pathsOf(Support.ACTED_ON))
        .allSatisfy(
            path ->
                assertThat(model.descriptions.getOrDefault(path, ""))
                    .as("description of %s", path)
                    .doesNotContainPattern("MILLRACE_\\w+ counts"));
  }

  @Test
  void ofEachPropertyItIsSaidWhatAChangeNeeds() {
    assertThat(PropertySupport.changes().keySet()).isEqualTo(PropertySupport.byPath().keySet());
  }

  @Test
  void aDefaultIsOneOfAPropertyThatTasksSeeAndStandsInItsDescription() {
    assertThat(PropertyDefaults.byPath())
        .allSatisfy(
            (path, value) -> {
              assertThat(PropertySupport.changes()).containsEntry(path, ChangeNeeds.TASKS);
              assertThat(model.defaults).as("default of %s", path).containsEntry(path, value);
            });
  }

  @Test
  void noSingleDefaultOfANumberABooleanOrAPeriodIsForgotten() {
    assertThat(model.defaults)
        .allSatisfy(
            (path, value) -> {
              if (PropertySupport.changes().get(path) == ChangeNeeds.TASKS
                  && value.matches("true|false|-?[0-9]+|P[0-9T][0-9A-Z]*")) {
                assertThat(PropertyDefaults.byPath()).containsEntry(path, value);
              }
            });
  }

  private static List<Support> decisionsFor(String path) {
    List<Support> decisions = new ArrayList<>();
    for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
      PropertySupport.of(path.substring(0, end)).ifPresent(decisions::add);
    }
    return decisions;
  }

  private static List<String> pathsOf(Support support) {
    return PropertySupport.byPath().entrySet().stream()
        .filter(property -> property.getValue() == support)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The paths of the model: properties that hold a value, and objects that hold properties. */
  private static final class Model {

    private final Set<String> properties = new LinkedHashSet<>();
    private final Set<String> objects = new LinkedHashSet<>();
    private final Map<String, String> descriptions = new LinkedHashMap<>();
    private final Map<String, String> defaults = new LinkedHashMap<>();

    Model() {
      walk("spec", StreamSupervisorSpec.class);
    }

    Set<String> all() {
      Set<String> all = new LinkedHashSet<>(properties);
      all.addAll(objects);
      return all;
    }

    private void walk(String path, Class<?> type) {
      objects.add(path);
      for (RecordComponent component : type.getRecordComponents()) {
        if (!component.getName().equals("unknown")) {
          describe(path + "." + component.getName(), component);
          visit(path + "." + component.getName(), component.getGenericType());
        }
      }
    }

    private void describe(String path, RecordComponent component) {
      JsonPropertyDescription description =
          component.getAccessor().getAnnotation(JsonPropertyDescription.class);
      if (description != null) {
        descriptions.put(path, description.value());
        Matcher inText = DEFAULT.matcher(description.value());
        if (inText.find()) {
          defaults.put(path, inText.group(1));
        }
      }
      Default inSchema = component.getAccessor().getAnnotation(Default.class);
      if (inSchema != null) {
        defaults.put(path, inSchema.value());
      }
    }

    private void visit(String path, Type type) {
      if (type instanceof ParameterizedType collection) {
        Type[] contents = collection.getActualTypeArguments();
        visit(path, contents[contents.length - 1]);
      } else if (type instanceof Class<?> content && content.isRecord()) {
        walk(path, content);
      } else {
        properties.add(path);
      }
    }
  }
}
