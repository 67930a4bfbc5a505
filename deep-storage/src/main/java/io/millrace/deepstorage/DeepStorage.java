package io.millrace.deepstorage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Durable files under relative paths with {@code /} between their parts. What is visible is
 * complete: a write that broke off half-way never shows. Safe for use by several threads; calls
 * block.
 */
public interface DeepStorage extends AutoCloseable {

  /**
   * Writes {@code content} where nothing is yet. Of several writers at the same path, on any
   * machine, exactly one wins. After an exception the file may be there or not: call again, and
   * when that returns false, read and compare.
   *
   * @return whether this call created the file
   */
  boolean createIfAbsent(String path, byte[] content) throws DeepStorageException;

  /** The whole content of a file, empty when there is none. */
  Optional<byte[]> read(String path) throws DeepStorageException;

  /**
   * Paths of all files whose path begins with {@code prefix}, in order. A pushed segment is one of
   * them, under the path that it was pushed to.
   */
  List<String> list(String prefix) throws DeepStorageException;

  /**
   * Pushes the files of a segment directory, visible in one step.
   *
   * @param path where to; must be unique, nothing may be there
   * @param directory a flat directory of files
   */
  Location push(String path, Path directory) throws DeepStorageException;

  /** Removes a file or a pushed segment; removing what is not there changes nothing. */
  void delete(String path) throws DeepStorageException;

  @Override
  void close();

  /** Where a pushed segment lies, as a reader outside has to find it. */
  sealed interface Location {

    /**
     * @param path absolute path of the directory that holds the segment's files
     */
    record Directory(Path path) implements Location {}

    /**
     * A zip with the segment's files at its root.
     *
     * @param bucket the bucket
     * @param key the complete key
     */
    record S3Object(String bucket, String key) implements Location {}
  }
}
