package io.millrace.quickstart;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled classes of every module that is below this one, and of this one. */
final class ModuleClasses implements LocationProvider {

  @Override
  public Set<Location> get(Class<?> testClass) {
    return Stream.of(
            "crds",
            "task-protocol",
            "streams",
            "deep-storage",
            "segments",
            "task-runner",
            "operator",
            "quickstart")
        .map(module -> Path.of("..", module, "target", "classes").toAbsolutePath().normalize())
        .map(ModuleClasses::existing)
        .map(Location::of)
        .collect(Collectors.toSet());
  }

  private static Path existing(Path classes) {
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException(
          classes + " is not there; expected the compiled classes of a module. Build it first");
    }
    return classes;
  }
}
