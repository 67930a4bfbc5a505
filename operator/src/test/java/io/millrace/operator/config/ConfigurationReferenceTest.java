package io.millrace.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("..", "docs", "reference", "operator-configuration.md");

  @Test
  void theReferencePageSaysWhatTheOperatorReads() throws IOException {
    if (Boolean.getBoolean("millrace.updateReference")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page());
    }

    assertThat(PAGE)
        .as("written anew by running this test with -Dmillrace.updateReference=true")
        .exists()
        .hasContent(page());
  }

  private static String page() {
    return """
        # Operator configuration

        The operator is configured by environment variables. It reads them once, at its start; when any of them is wrong it
        names all problems and ends with exit status 2. A blank value counts as absent. Periods are in ISO 8601, such as
        `PT30S` or `PT2M`.

        | variable | default | meaning |
        | --- | --- | --- |
        %s

        What concerns one supervisor only stands in its `StreamSupervisor`: see the description of its properties with
        `kubectl explain streamsupervisor.spec`.

        Log settings are Log4j's: set the system property `log4j2.configurationFile` to use a file of your own.
        """
        .formatted(
            Arrays.stream(Variable.values())
                .map(ConfigurationReferenceTest::row)
                .collect(Collectors.joining("\n")));
  }

  private static String row(Variable variable) {
    String fallback = variable.fallback().isEmpty() ? "" : "`" + variable.fallback() + "`";
    return "| `%s` | %s | %s |".formatted(variable.variable(), fallback, variable.description());
  }
}
