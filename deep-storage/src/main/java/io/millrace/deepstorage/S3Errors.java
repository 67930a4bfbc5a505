package io.millrace.deepstorage;

import io.millrace.deepstorage.DeepStorageException.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a failed S3 call means, with the store's error code and request id, and without its
 * free text.
 */
final class S3Errors {

  private static final Set<String> CREDENTIALS_REFUSED =
      Set.of(
          "ExpiredToken",
          "InvalidToken",
          "TokenRefreshRequired",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch");
  private static final Set<String> FULL =
      Set.of("QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded");
  private static final Set<String> WRONG_SETTING =
      Set.of(
          "NoSuchBucket",
          "InvalidBucketName",
          "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");
  private static final Set<String> TRY_AGAIN =
      Set.of(
          "IncompleteBody",
          "RequestTimeout",
          "SlowDown",
          "Throttling",
          "ThrottlingException",
          "RequestTimeTooSkewed",
          "OperationAborted",
          "ConditionalRequestConflict");

  private final DeepStorageSettings.S3 settings;

  S3Errors(DeepStorageSettings.S3 settings) {
    this.settings = settings;
  }

  /** An object as messages name it. */
  String place(String key) {
    return "s3://"
        + settings.bucket()
        + "/"
        + key
        + settings.endpoint().map(at -> " at " + at).orElse("");
  }

  DeepStorageException noClient(SdkClientException failure) {
    return new DeepStorageException(
        Kind.CONFIGURATION,
        "Cannot use bucket '%s' as deep storage: %s. Set the region in the deep storage settings or in AWS_REGION."
            .formatted(
                settings.bucket(),
                "no S3 client can be made, most likely because no region is known"),
        failure);
  }

  DeepStorageException describe(String verb, String key, SdkException failure) {
    return switch (failure) {
      case AwsServiceException answer -> answered(verb, key, answer);
      case AbortedException aborted -> interrupted(verb, key, aborted);
      case ApiCallTimeoutException timeout -> silent(verb, key, timeout, "no answer in time");
      case ApiCallAttemptTimeoutException timeout ->
          silent(verb, key, timeout, "no answer in time");
      default -> unanswered(verb, key, failure);
    };
  }

  private DeepStorageException answered(String verb, String key, AwsServiceException answer) {
    String code =
        Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    Kind kind = kind(answer.statusCode(), code);
    String found =
        "the store answered %d%s (request %s)"
            .formatted(
                answer.statusCode(),
                code.isEmpty() ? "" : " " + code,
                Objects.requireNonNullElse(answer.requestId(), "without id"));
    return exception(kind, verb, key, found, advice(kind, code), answer);
  }

  private static Kind kind(int status, String code) {
    if (WRONG_SETTING.contains(code) || status == 301) {
      return Kind.CONFIGURATION;
    }
    if (FULL.contains(code) || status == 507) {
      return Kind.FULL;
    }
    if (TRY_AGAIN.contains(code) || status == 429 || status >= 500) {
      return Kind.UNREACHABLE;
    }
    if (CREDENTIALS_REFUSED.contains(code) || status == 401 || status == 403) {
      return Kind.DENIED;
    }
    return Kind.OTHER;
  }

  private String advice(Kind kind, String code) {
    return switch (kind) {
      case UNREACHABLE ->
          "It is tried again; if it lasts, look at the store and its request limits.";
      case FULL -> "Raise the quota or free space; the write is tried again.";
      case DENIED ->
          CREDENTIALS_REFUSED.contains(code)
              ? "The credentials are wrong or out of date: renew them in the Secret, or the role that the service account stands for."
              : "The credentials need s3:GetObject, s3:PutObject and s3:DeleteObject on the keys and s3:ListBucket on the bucket (without the last, what is absent looks forbidden).";
      case CONFIGURATION ->
          "Check bucket '%s', region %s and endpoint of the deep storage settings; the bucket must be there."
              .formatted(
                  settings.bucket(),
                  settings.region().map(name -> "'" + name + "'").orElse("(from the environment)"));
      case OTHER -> "Look at the store's log for this request.";
    };
  }

  private DeepStorageException unanswered(String verb, String key, SdkException failure) {
    Optional<IOException> network = network(failure);
    if (network.isPresent()) {
      return brokenConnection(verb, key, failure, network.get());
    }
    if (hasNoCredentials()) {
      return exception(
          Kind.DENIED,
          verb,
          key,
          "no AWS credentials were found",
          "Name a Secret in the deep storage settings, or give the service account a role.",
          failure);
    }
    return exception(
        Kind.OTHER,
        verb,
        key,
        "the SDK gave up (%s)".formatted(failure.getClass().getSimpleName()),
        "The cause has the details.",
        failure);
  }

  private DeepStorageException brokenConnection(
      String verb, String key, SdkException failure, IOException network) {
    return switch (network) {
      case SSLHandshakeException tls ->
          exception(
              Kind.CONFIGURATION,
              verb,
              key,
              "TLS failed (%s)".formatted(tls.getMessage()),
              "The endpoint's certificate must be trusted by this JVM and carry its host name.",
              failure);
      case UnknownHostException host ->
          silent(verb, key, failure, "host '%s' does not resolve".formatted(host.getMessage()));
      default -> silent(verb, key, failure, "connection failed (%s)".formatted(network));
    };
  }

  private DeepStorageException silent(String verb, String key, SdkException failure, String found) {
    return exception(
        Kind.UNREACHABLE,
        verb,
        key,
        found,
        "It is tried again; if it lasts, check endpoint, network policy and DNS.",
        failure);
  }

  private DeepStorageException interrupted(String verb, String key, AbortedException failure) {
    Thread.currentThread().interrupt();
    return exception(
        Kind.OTHER,
        verb,
        key,
        "this process is stopping",
        "It is tried again by the next one.",
        failure);
  }

  private DeepStorageException exception(
      Kind kind, String verb, String key, String found, String advice, SdkException cause) {
    return new DeepStorageException(
        kind,
        "Cannot %s %s in deep storage: %s. %s".formatted(verb, place(key), found, advice),
        cause);
  }

  private boolean hasNoCredentials() {
    try {
      S3Clients.provider(settings.credentials()).resolveCredentials();
      return false;
    } catch (SdkException e) {
      return true;
    }
  }

  private static Optional<IOException> network(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }
}
