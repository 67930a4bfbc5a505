package io.millrace.quickstart.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The binaries of an API server where fabric8's kube-api-test looks for them: below {@code
 * KUBE_API_TEST_DIR}, by default {@code ~/.kubeapitest}.
 *
 * @param root the folder that kube-api-test is given
 * @param folder where the binaries of the newest version lie
 */
record ApiServerBinaries(Path root, Path folder) {

  private static final List<String> NEEDED = List.of("kube-apiserver", "etcd", "kubectl");
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)-.+");

  static Optional<ApiServerBinaries> find() {
    return findIn(configuredRoot());
  }

  /** Where {@link #find} looks, one folder per version in it. */
  static Path versionsFolder() {
    return versionsFolder(configuredRoot());
  }

  private static Path configuredRoot() {
    String configured = System.getenv("KUBE_API_TEST_DIR");
    return configured == null
        ? Path.of(System.getProperty("user.home"), ".kubeapitest")
        : Path.of(configured);
  }

  private static Path versionsFolder(Path root) {
    return root.resolve("k8s");
  }

  static Optional<ApiServerBinaries> findIn(Path root) {
    Path versions = versionsFolder(root);
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(versions)) {
      return folders
          .filter(ApiServerBinaries::isComplete)
          .max(Comparator.comparing(ApiServerBinaries::sortKey))
          .map(folder -> new ApiServerBinaries(root, folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path kubectl() {
    return folder.resolve("kubectl");
  }

  /** Version and platform, as in the folder's name. */
  String version() {
    return folder.getFileName().toString();
  }

  /** A text that sorts as the version does. */
  private static String sortKey(Path folder) {
    Matcher version = VERSION.matcher(folder.getFileName().toString());
    return version.matches()
        ? "%09d.%09d.%09d"
            .formatted(
                Long.valueOf(version.group(1)),
                Long.valueOf(version.group(2)),
                Long.valueOf(version.group(3)))
        : "";
  }

  private static boolean isComplete(Path folder) {
    return VERSION.matcher(folder.getFileName().toString()).matches()
        && NEEDED.stream().allMatch(name -> Files.isExecutable(folder.resolve(name)));
  }
}
