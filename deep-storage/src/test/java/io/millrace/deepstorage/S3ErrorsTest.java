package io.millrace.deepstorage;

import static io.millrace.deepstorage.DeepStorageContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.deepstorage.DeepStorageSettings.Addressing;
import io.millrace.deepstorage.DeepStorageSettings.Credentials;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store's errors are said to mean. */
class S3ErrorsTest {

  private static final int ALWAYS = 1_000;

  private StubStore store;
  private DeepStorage storage;

  @BeforeEach
  void open() throws Exception {
    store = new StubStore();
    storage =
        new S3DeepStorage(
            settings(
                new Credentials.Fixed("KEY-ID", "very-secret", Optional.of("session-secret"))));
  }

  @AfterEach
  void close() {
    storage.close();
    store.close();
  }

  private DeepStorageSettings.S3 settings(Credentials credentials) {
    return DeepStorageSettings.S3
        .of("bucket", "")
        .at(store.address())
        .addressedBy(Addressing.PATH)
        .as(credentials);
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, DENIED, s3:GetObject",
    "403, InvalidAccessKeyId, DENIED, renew them",
    "403, SignatureDoesNotMatch, DENIED, renew them",
    "400, ExpiredToken, DENIED, renew them",
    "401, Unauthorized, DENIED, s3:GetObject",
    "404, NoSuchBucket, CONFIGURATION, Check bucket 'bucket'",
    "301, PermanentRedirect, CONFIGURATION, region",
    "400, AuthorizationHeaderMalformed, CONFIGURATION, region",
    "507, InsufficientStorage, FULL, free space",
    "403, QuotaExceeded, FULL, quota",
    "503, SlowDown, UNREACHABLE, request limits",
    "400, IncompleteBody, UNREACHABLE, tried again",
    "500, InternalError, UNREACHABLE, tried again",
    "429, TooManyRequests, UNREACHABLE, tried again",
    "409, ConditionalRequestConflict, UNREACHABLE, tried again",
    "418, Teapot, OTHER, log",
  })
  void answerIsSaidToMean(int status, String code, Kind kind, String advice) {
    store.refuse(ALWAYS, status, code);

    assertThatThrownBy(() -> storage.read("ns/file"))
        .isInstanceOf(DeepStorageException.class)
        .satisfies(thrown -> assertThat(((DeepStorageException) thrown).kind()).isEqualTo(kind))
        .hasMessageContaining("s3://bucket/ns/file")
        .hasMessageContaining(status + " " + code)
        .hasMessageContaining("REQ-1")
        .hasMessageContaining(advice)
        .message()
        .doesNotContain("secret", "KEY-ID");
  }

  @ParameterizedTest
  @CsvSource({"503, SlowDown", "500, InternalError", "409, ConditionalRequestConflict"})
  void passingTroubleIsTriedAgain(int status, String code) throws Exception {
    store.refuse(2, status, code);

    assertThat(storage.read("ns/file")).isPresent();

    assertThat(store.requests()).isEqualTo(3);
  }

  @Test
  void refusedCredentialsAreNotTriedAgain() {
    store.refuse(ALWAYS, 403, "AccessDenied");

    assertThatThrownBy(() -> storage.read("ns/file")).isInstanceOf(DeepStorageException.class);

    assertThat(store.requests()).isEqualTo(1);
  }

  @Test
  void storeThatIgnoresTheConditionIsRefusedBeforeAnythingIsWritten() {
    assertThatThrownBy(() -> storage.createIfAbsent("ns/file", bytes("x")))
        .isInstanceOf(DeepStorageException.class)
        .hasMessageContaining("does not honour 'If-None-Match: *'")
        .satisfies(
            thrown ->
                assertThat(((DeepStorageException) thrown).kind()).isEqualTo(Kind.CONFIGURATION));
  }

  @Test
  void fixedCredentialsSignTheRequest() throws Exception {
    storage.delete("ns/file");

    assertThat(store.authorizations())
        .isNotEmpty()
        .allSatisfy(
            header ->
                assertThat(header).contains("Credential=KEY-ID/").doesNotContain("very-secret"));
  }

  @Test
  void hostThatDoesNotResolveIsNamed() throws Exception {
    try (DeepStorage nowhere =
        new S3DeepStorage(
            settings(new Credentials.Fixed("a", "b", Optional.empty()))
                .at(URI.create("http://s3.invalid:9000")))) {
      assertThatThrownBy(() -> nowhere.read("a"))
          .isInstanceOf(DeepStorageException.class)
          .hasMessageContaining("s3.invalid")
          .satisfies(
              thrown ->
                  assertThat(((DeepStorageException) thrown).kind()).isEqualTo(Kind.UNREACHABLE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3://bucket", "a/b"})
  void bucketThatIsNoneIsRefused(String bucket) {
    assertThatThrownBy(() -> DeepStorageSettings.S3.of(bucket, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bucket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:9000", "ftp://host", "http://user:secret@host", "http:///path"})
  void endpointThatIsNoneIsRefusedWithoutShowingIt(String endpoint) {
    assertThatThrownBy(() -> DeepStorageSettings.S3.of("b", "").at(URI.create(endpoint)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint")
        .message()
        .doesNotContain("secret");
  }
}
