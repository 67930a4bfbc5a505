package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageSettings.Addressing;
import io.millrace.deepstorage.DeepStorageSettings.Credentials;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.utils.AttributeMap;

/** Makes S3 clients whose calls end within a bounded time. */
final class S3Clients {

  private static final int ATTEMPTS = 4;

  private static final int CONFLICT = 409;

  private S3Clients() {}

  static S3Client open(DeepStorageSettings.S3 settings, S3Timeouts timeouts, S3Errors errors)
      throws DeepStorageException {
    S3ClientBuilder builder =
        S3Client.builder()
            .forcePathStyle(settings.addressing() == Addressing.PATH)
            .credentialsProvider(provider(settings.credentials()))
            .httpClientBuilder(defaults -> new RetryableHttpClient(connections(timeouts, defaults)))
            .overrideConfiguration(
                call -> call.apiCallTimeout(timeouts.call()).retryStrategy(retries()));
    settings.region().ifPresent(region -> builder.region(Region.of(region)));
    settings
        .endpoint()
        .ifPresent(
            endpoint ->
                builder.endpointOverride(endpoint).applyMutation(S3Clients::withoutAwsExtensions));
    if (settings.endpoint().isPresent() && settings.region().isEmpty()) {
      builder.region(Region.US_EAST_1);
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw errors.noClient(e);
    }
  }

  private static SdkHttpClient connections(S3Timeouts timeouts, AttributeMap defaults) {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(timeouts.connection())
        .socketTimeout(timeouts.socket())
        .buildWithDefaults(defaults);
  }

  static AwsCredentialsProvider provider(Credentials credentials) {
    return switch (credentials) {
      case Credentials.FromEnvironment() -> DefaultCredentialsProvider.builder().build();
      case Credentials.Fixed fixed -> StaticCredentialsProvider.create(fixed(fixed));
    };
  }

  private static AwsCredentials fixed(Credentials.Fixed fixed) {
    return fixed
        .sessionToken()
        .<AwsCredentials>map(
            token ->
                AwsSessionCredentials.create(fixed.accessKeyId(), fixed.secretAccessKey(), token))
        .orElseGet(() -> AwsBasicCredentials.create(fixed.accessKeyId(), fixed.secretAccessKey()));
  }

  /**
   * Other stores know neither trailing checksums nor signed chunks; some keep the chunks' framing
   * as content. The signature covers the content there.
   */
  private static void withoutAwsExtensions(S3ClientBuilder builder) {
    builder
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build());
  }

  /**
   * S3 answers 409 while another conditional write to the same key is under way: the condition is
   * not decided yet.
   */
  private static RetryStrategy retries() {
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(ATTEMPTS)
        .retryOnException(failure -> failure instanceof S3Exception e && e.statusCode() == CONFLICT)
        .build();
  }
}
