package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file system that is full or read-only: a small one in memory, mounted in a user's own mount
 * namespace.
 */
class LocalDeepStorageTroubleTest {

  private static final List<String> OWN_NAMESPACE =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  @TempDir Path scratch;

  /** Prints what each call on the deep storage came to. */
  static final class Calls {
    public static void main(String[] arguments) throws Exception {
      Path segment = Path.of(arguments[1]);
      try (LocalDeepStorage storage = new LocalDeepStorage(Path.of(arguments[0]))) {
        print("push", () -> storage.push("ds/0", segment));
        print(
            "create",
            () ->
                storage.createIfAbsent(
                    "ns/file", Files.readAllBytes(segment.resolve("00000.smoosh"))));
        print("list", () -> storage.list(""));
        print("files", () -> files(Path.of(arguments[0])));
      }
    }

    private static List<Path> files(Path base) throws IOException {
      try (Stream<Path> all = Files.walk(base)) {
        return all.filter(Files::isRegularFile).toList();
      }
    }

    private static void print(String call, Callable<?> action) throws Exception {
      try {
        System.out.println(call + " -> " + action.call());
      } catch (DeepStorageException e) {
        System.out.println(call + " -> " + e.kind() + ": " + e.getMessage());
      }
    }
  }

  @Test
  @DisplayName("case 39: deep storage full")
  void fullVolumeIsSaidToBeFullAndNothingShows() throws Exception {
    String output = callsOn("size=2m", "");

    assertThat(output)
        .contains(
            "push -> " + Kind.FULL, "create -> " + Kind.FULL, "Free space or enlarge the volume")
        .contains("list -> []")
        .as("what was written in vain makes room again")
        .contains("files -> []");
  }

  @Test
  @DisplayName("case 39: deep storage read-only")
  void readOnlyVolumeIsSaidToBeReadOnly() throws Exception {
    String output = callsOn("size=64m", "mount -o remount,ro \"$1\" && ");

    assertThat(output)
        .contains("push -> " + Kind.DENIED, "create -> " + Kind.DENIED, "Make the volume writable")
        .contains("list -> []");
  }

  private String callsOn(String mountOptions, String afterMount)
      throws IOException, InterruptedException {
    Path base = Files.createDirectory(scratch.resolve("volume"));
    Path segment = SampleSegment.in(scratch, 4 << 20);
    String script =
        "mount -t tmpfs -o %s tmpfs \"$1\" && %s shift && exec \"$@\""
            .formatted(mountOptions, afterMount);
    List<String> command = new ArrayList<>(OWN_NAMESPACE);
    command.addAll(List.of("sh", "-c", script, "sh", base.toString()));
    command.addAll(ChildProcess.command(Calls.class, base.toString(), segment.toString()));
    requireNamespaces(base);
    try (ChildProcess child =
        new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start())) {
      return child.outputAtEnd();
    }
  }

  private static void requireNamespaces(Path base) throws InterruptedException {
    List<String> probe = new ArrayList<>(OWN_NAMESPACE);
    probe.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", base.toString()));
    boolean allowed;
    try {
      Process process =
          new ProcessBuilder(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      allowed = process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      allowed = false;
    }
    Assumptions.assumeTrue(
        allowed, "This machine lets nobody mount in a user namespace ('unshare --user --mount').");
  }
}
