package io.millrace.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {

  @TempDir private Path folder;
  private Path directory;

  @BeforeEach
  void nameDirectory() {
    directory = folder.resolve("work");
  }

  @Test
  void whatAnotherPodLeftIsGoneOnceTheDirectoryIsTaken() throws Exception {
    ScratchDirectory.taken(directory, "pod-1").close();
    Path left = Files.createDirectories(directory.resolve("sequence/0")).resolve("rows");
    Files.writeString(left, "rows");

    try (ScratchDirectory taken = ScratchDirectory.taken(directory, "pod-2")) {
      assertThat(taken.path()).isEqualTo(directory);
      assertThat(directory.resolve("sequence")).doesNotExist();
    }
  }

  @Test
  void aDirectoryThatIsInUseIsRefusedAndLeftAsItIs() throws Exception {
    try (ScratchDirectory taken = ScratchDirectory.taken(directory, "pod-1")) {
      Path rows = Files.writeString(taken.path().resolve("rows"), "rows");

      assertThatThrownBy(() -> ScratchDirectory.taken(directory, "pod-1"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is used by another process");
      assertThatThrownBy(() -> ScratchDirectory.taken(directory, "pod-2"))
          .hasMessageContaining("is used by another process");
      assertThat(rows).hasContent("rows");
    }
  }

  @Test
  void aLaterProcessOfTheSamePodIsRefused() throws Exception {
    ScratchDirectory.taken(directory, "pod-1").close();

    assertThatThrownBy(() -> ScratchDirectory.taken(directory, "pod-1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("was used by an earlier process of the Pod with UID pod-1")
        .hasMessageContaining("one Pod is one attempt");
  }

  @Test
  void aRefusedProcessKeepsNobodyOut() throws Exception {
    ScratchDirectory.taken(directory, "pod-1").close();
    assertThatThrownBy(() -> ScratchDirectory.taken(directory, "pod-1"))
        .isInstanceOf(ConfigurationException.class);

    try (ScratchDirectory taken = ScratchDirectory.taken(directory, "pod-2")) {
      assertThat(taken.path()).isDirectory();
    }
  }

  @Test
  void aPlaceThatIsNoDirectoryIsRefused() throws Exception {
    Files.writeString(directory, "a file");

    assertThatThrownBy(() -> ScratchDirectory.taken(directory, "pod-1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be used");
  }
}
