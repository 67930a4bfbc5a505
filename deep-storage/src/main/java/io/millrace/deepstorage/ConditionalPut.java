package io.millrace.deepstorage;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Creates objects where none are. When an attempt's answer is lost, the next attempt, by the SDK or
 * something between here and the store, finds the object that the first one made; so every call
 * marks its object with an id of its own, by which it recognises it.
 */
final class ConditionalPut {

  private static final String WRITER = "millrace-writer";
  private static final int PRECONDITION_FAILED = 412;

  private final S3Client client;
  private final String bucket;

  ConditionalPut(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /** Whether this call created the object. */
  boolean put(String key, RequestBody body, Duration timeout) {
    String writer = UUID.randomUUID().toString();
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .ifNoneMatch("*")
            .metadata(Map.of(WRITER, writer))
            .overrideConfiguration(call -> call.apiCallTimeout(timeout))
            .build();
    try {
      client.putObject(request, body);
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() != PRECONDITION_FAILED) {
        throw e;
      }
      return isWrittenBy(key, writer);
    }
  }

  private boolean isWrittenBy(String key, String writer) {
    try {
      HeadObjectResponse head = client.headObject(request -> request.bucket(bucket).key(key));
      return head.metadata().entrySet().stream()
          .anyMatch(
              entry -> entry.getKey().equalsIgnoreCase(WRITER) && entry.getValue().equals(writer));
    } catch (NoSuchKeyException e) {
      return false;
    }
  }
}
