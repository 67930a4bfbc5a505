package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes a store show, before it is written to, that it honours {@code If-None-Match: *} and gives
 * back what was put. One that ignores the condition would let two ledgers overwrite each other
 * without a word.
 */
final class ConditionalPutCheck {

  private static final byte[] CONTENT =
      "Written to check this store; can be deleted.\n".getBytes(StandardCharsets.UTF_8);

  private final S3Client client;
  private final ConditionalPut conditionalPut;
  private final String bucket;
  private final Duration timeout;
  private volatile boolean passed;

  ConditionalPutCheck(
      S3Client client, ConditionalPut conditionalPut, String bucket, Duration timeout) {
    this.client = client;
    this.conditionalPut = conditionalPut;
    this.bucket = bucket;
    this.timeout = timeout;
  }

  /**
   * Checks until the store has passed once.
   *
   * @param folder key prefix of the object that is written and deleted
   */
  void passOnce(String folder) throws DeepStorageException {
    if (!passed) {
      check(folder + UUID.randomUUID());
      passed = true;
    }
  }

  private void check(String key) throws DeepStorageException {
    RequestBody body = RequestBody.fromBytes(CONTENT);
    boolean first = conditionalPut.put(key, body, timeout);
    boolean second = conditionalPut.put(key, body, timeout);
    byte[] stored = client.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    client.deleteObject(delete -> delete.bucket(bucket).key(key));
    if (!first || second) {
      throw unusable(
          "it does not honour 'If-None-Match: *', so two writers could overwrite each other");
    }
    if (!Arrays.equals(stored, CONTENT)) {
      throw unusable("it does not give back the bytes that were put");
    }
  }

  private DeepStorageException unusable(String why) {
    return new DeepStorageException(
        Kind.CONFIGURATION,
        "The store behind bucket '%s' cannot be used as deep storage: %s. Use a release of it that supports conditional writes, or another store."
            .formatted(bucket, why),
        null);
  }
}
