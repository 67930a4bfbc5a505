package io.millrace.operator.install;

import java.nio.file.Path;

/** Where the files lie that users install. */
final class InstallFiles {

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  static final Path CHART = PROJECT.resolve("helm/millrace");
  static final Path BASE = PROJECT.resolve("manifests/base");
  static final Path OVERLAY_EXAMPLE = PROJECT.resolve("manifests/overlay-example");
  static final Path GENERATED_CRD =
      PROJECT.resolve(
          "crds/src/main/resources/io/millrace/crds/streamsupervisors.millrace.io-v1.yaml");

  private InstallFiles() {}
}
