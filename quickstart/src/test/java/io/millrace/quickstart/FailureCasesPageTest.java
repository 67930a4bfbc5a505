package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of failure cases against the tests that it names, of all modules. */
class FailureCasesPageTest {

  private static final Path PROJECT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|(.*)$");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|Contract))`");

  /** Cases of streams that are not read yet. */
  private static final Set<Integer> KINESIS = Set.of(27, 28, 29, 30, 31);

  private static final int LAST = 58;

  private record Named(int number, String test) {}

  @Test
  void eachTestThatIsNamedForACaseCarriesItsNumber() throws IOException {
    Map<String, Path> sources = sources();
    List<Named> all = named();

    assertThat(all).hasSizeGreaterThan(100);
    assertThat(all)
        .allSatisfy(
            named ->
                assertThat(sources)
                    .as("the source of %s, of case %d", named.test(), named.number())
                    .containsKey(named.test()));
    assertThat(all)
        .allSatisfy(
            named ->
                assertThat(Files.readString(sources.getOrDefault(named.test(), PROJECT)))
                    .as("case %d in %s", named.number(), named.test())
                    .containsPattern(
                        "(?:\\b|_)[cC]ases?(?:[ \\d,and]*[ ,])?0?%d(?!\\d)"
                            .formatted(named.number())));
  }

  @Test
  void eachCaseIsShownByATest() throws IOException {
    assertThat(named().stream().map(Named::number).distinct())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, LAST)
                .boxed()
                .filter(number -> !KINESIS.contains(number))
                .toList());
  }

  private static List<Named> named() throws IOException {
    List<Named> named = new ArrayList<>();
    for (MatchResult row :
        ROW.matcher(Files.readString(PROJECT.resolve("docs/failure-cases.md")))
            .results()
            .toList()) {
      TEST.matcher(row.group(2))
          .results()
          .map(test -> new Named(Integer.parseInt(row.group(1)), test.group(1)))
          .forEach(named::add);
    }
    return named;
  }

  private static Map<String, Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(PROJECT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(FailureCasesPageTest::javaFiles)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  Function.identity(),
                  (one, other) -> one));
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
