package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Deep storage in an S3 bucket.
 *
 * <p>An object is visible as a whole or not at all, and {@code If-None-Match: *} lets one of many
 * writers win. A segment is one zip. Every call ends within a bounded time; throttled and failed
 * requests are repeated by the SDK before that.
 */
public final class S3DeepStorage implements DeepStorage {

  private final DeepStorageSettings.S3 settings;
  private final S3Timeouts timeouts;
  private final S3Client client;
  private final S3Errors errors;
  private final ConditionalPut conditionalPut;
  private final ConditionalPutCheck check;

  /**
   * @throws DeepStorageException when neither the settings nor the environment name a region
   */
  public S3DeepStorage(DeepStorageSettings.S3 settings) throws DeepStorageException {
    this(settings, S3Timeouts.DEFAULT);
  }

  S3DeepStorage(DeepStorageSettings.S3 settings, S3Timeouts timeouts) throws DeepStorageException {
    this.settings = settings;
    this.timeouts = timeouts;
    this.errors = new S3Errors(settings);
    this.client = S3Clients.open(settings, timeouts, errors);
    this.conditionalPut = new ConditionalPut(client, settings.bucket());
    this.check =
        new ConditionalPutCheck(client, conditionalPut, settings.bucket(), timeouts.call());
  }

  @Override
  public boolean createIfAbsent(String path, byte[] content) throws DeepStorageException {
    String key = key(StoredPath.file(path).value());
    requireConditionalPut();
    try {
      return conditionalPut.put(key, RequestBody.fromBytes(content), timeouts.call());
    } catch (SdkException e) {
      throw errors.describe("write", key, e);
    }
  }

  @Override
  public Optional<byte[]> read(String path) throws DeepStorageException {
    String key = key(StoredPath.file(path).value());
    try {
      return Optional.of(
          client.getObjectAsBytes(get -> get.bucket(settings.bucket()).key(key)).asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw errors.describe("read", key, e);
    }
  }

  @Override
  public List<String> list(String prefix) throws DeepStorageException {
    String keyPrefix = key(StoredPath.prefix(prefix).value());
    try {
      TreeSet<String> found = new TreeSet<>();
      client
          .listObjectsV2Paginator(list -> list.bucket(settings.bucket()).prefix(keyPrefix))
          .contents()
          .stream()
          .map(object -> path(object.key()))
          .filter(path -> path.startsWith(prefix) && !isHidden(path))
          .forEach(found::add);
      return List.copyOf(found);
    } catch (SdkException e) {
      throw errors.describe("list", keyPrefix, e);
    }
  }

  @Override
  public Location push(String path, Path directory) throws DeepStorageException {
    String key = key(StoredPath.file(path).value()) + "/" + StoredPath.SEGMENT_ZIP;
    requireConditionalPut();
    try (SegmentZip zip = SegmentZip.of(directory)) {
      if (!conditionalPut.put(key, RequestBody.fromFile(zip.file()), timeouts.upload(zip.size()))) {
        throw new DeepStorageException(
            Kind.OTHER,
            "Cannot push a segment to %s in deep storage: something is there already. Every push needs a path of its own."
                .formatted(errors.place(key)),
            null);
      }
      return new Location.S3Object(settings.bucket(), key);
    } catch (SdkException e) {
      throw errors.describe("push", key, e);
    }
  }

  @Override
  public void delete(String path) throws DeepStorageException {
    String key = key(StoredPath.anything(path).value());
    try {
      client.deleteObject(
          delete -> delete.bucket(settings.bucket()).key(key + "/" + StoredPath.SEGMENT_ZIP));
      client.deleteObject(delete -> delete.bucket(settings.bucket()).key(key));
    } catch (SdkException e) {
      throw errors.describe("delete", key, e);
    }
  }

  /** AWS is known to honour the condition; any other store has to show it once. */
  private void requireConditionalPut() throws DeepStorageException {
    if (settings.endpoint().isEmpty()) {
      return;
    }
    String key = key(StoredPath.INTERMEDIATE_FILES + "/");
    try {
      check.passOnce(key);
    } catch (SdkException e) {
      throw errors.describe("write", key, e);
    }
  }

  private String key(String path) {
    return settings.baseKey().isEmpty() ? path : settings.baseKey() + "/" + path;
  }

  private String path(String key) {
    String path =
        settings.baseKey().isEmpty() ? key : key.substring(settings.baseKey().length() + 1);
    String zip = "/" + StoredPath.SEGMENT_ZIP;
    return path.endsWith(zip) ? path.substring(0, path.length() - zip.length()) : path;
  }

  /**
   * Whether this is no file: something not visible yet, or what S3 browsers store for an empty
   * folder.
   */
  private static boolean isHidden(String path) {
    return path.isEmpty()
        || path.endsWith("/")
        || path.startsWith(StoredPath.INTERMEDIATE_FILES + "/");
  }

  @Override
  public void close() {
    client.close();
  }
}
