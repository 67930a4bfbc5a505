package io.millrace.deepstorage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** File operations in one volume that have reached the disk when they return. */
final class DurableFiles {

  private final Path volume;

  DurableFiles(Path volume) {
    this.volume = volume;
  }

  /** Writes a new file; its name is durable only after {@link #forceFolder}. */
  void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = create(file)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /**
   * Copies files into a new directory; its own name is durable only after {@link #forceFolder} of
   * its parent.
   */
  void copyInto(Path directory, List<Path> sources) throws IOException {
    Files.createDirectory(directory);
    for (Path source : sources) {
      copy(source, directory.resolve(source.getFileName().toString()));
    }
    forceFolder(directory);
  }

  private static void copy(Path source, Path target) throws IOException {
    try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel out = create(target)) {
      long size = in.size();
      long position = 0;
      while (position < size) {
        long copied = in.transferTo(position, size - position, out);
        if (copied <= 0) {
          throw new IOException("the source became shorter while it was copied: " + source);
        }
        position += copied;
      }
      out.force(true);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * Creates a folder and those above it, down from the volume's root; durable after {@link
   * #forceFoldersFrom}.
   */
  void createFolders(Path folder) throws IOException {
    if (folder.equals(volume) || Files.isDirectory(folder)) {
      return;
    }
    Path above = parent(folder);
    createFolders(above);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    } catch (NoSuchFileException e) {
      // Another process removed the folder above, empty as it still was.
      createFolders(folder);
    }
  }

  /**
   * Makes the names in a folder and in those above it durable, whoever gave them: another process
   * may have made a folder and not have forced it yet.
   */
  void forceFoldersFrom(Path folder) throws IOException {
    for (Path above = folder; !above.equals(volume); above = parent(above)) {
      forceFolder(above);
    }
    forceFolder(volume);
  }

  /** Makes the names in a folder durable. A folder that is gone by now needs no force. */
  void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      if (!Files.isDirectory(volume)) {
        throw e;
      }
    }
  }

  /** Removes a flat directory, where there is one. */
  void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> entries = Files.list(directory)) {
        for (Path entry : entries.toList()) {
          Files.deleteIfExists(entry);
        }
      }
    }
    Files.deleteIfExists(directory);
  }

  /** Removes a folder and those above it, as far as they are empty. */
  void deleteEmptyFolders(Path folder) throws IOException {
    for (Path empty = folder; !empty.equals(volume); empty = parent(empty)) {
      try {
        Files.deleteIfExists(empty);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  /** The folder of something below the volume's root. */
  Path parent(Path path) {
    return Objects.requireNonNull(
        path.getParent(), "below the volume's root every path has a parent");
  }
}
