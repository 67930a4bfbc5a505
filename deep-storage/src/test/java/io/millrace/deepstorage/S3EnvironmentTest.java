package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.deepstorage.DeepStorageSettings.Addressing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials and region as the SDK finds them in its environment. */
class S3EnvironmentTest {

  private static final List<String> PROPERTIES =
      List.of(
          "aws.accessKeyId",
          "aws.secretAccessKey",
          "aws.region",
          "aws.roleArn",
          "aws.webIdentityTokenFile",
          "aws.endpointUrlSts",
          "aws.disableEc2Metadata",
          "aws.configFile",
          "aws.sharedCredentialsFile");

  /** What would come before or after these properties in the SDK's chains. */
  private static final Set<String> VARIABLES =
      Set.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_PROFILE",
          "AWS_REGION",
          "AWS_WEB_IDENTITY_TOKEN_FILE",
          "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
          "AWS_CONTAINER_CREDENTIALS_FULL_URI");

  @TempDir Path scratch;
  private final Map<String, String> before = new HashMap<>();

  @BeforeEach
  void knowNothing() {
    boolean ownAws = System.getenv().keySet().stream().anyMatch(VARIABLES::contains);
    Assumptions.assumeFalse(ownAws, "This environment has AWS settings of its own.");
    for (String name : PROPERTIES) {
      String value = System.clearProperty(name);
      if (value != null) {
        before.put(name, value);
      }
    }
    System.setProperty("aws.disableEc2Metadata", "true");
    System.setProperty("aws.configFile", scratch.resolve("config").toString());
    System.setProperty("aws.sharedCredentialsFile", scratch.resolve("credentials").toString());
  }

  @AfterEach
  void restore() {
    PROPERTIES.forEach(System::clearProperty);
    before.forEach(System::setProperty);
  }

  @Test
  void credentialsOfTheEnvironmentSignTheRequest() throws Exception {
    System.setProperty("aws.accessKeyId", "FROM-ENVIRONMENT");
    System.setProperty("aws.secretAccessKey", "secret");

    assertRequestsAreSignedBy("FROM-ENVIRONMENT");
  }

  @Test
  void roleOfTheServiceAccountSignsTheRequest() throws Exception {
    HttpServer roles =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    roles.createContext("/", S3EnvironmentTest::assumeRole);
    roles.start();
    Path token = Files.writeString(scratch.resolve("token"), "token-of-the-pod");
    System.setProperty("aws.region", "eu-central-1");
    System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/segments");
    System.setProperty("aws.webIdentityTokenFile", token.toString());
    System.setProperty("aws.endpointUrlSts", "http://127.0.0.1:" + roles.getAddress().getPort());

    try {
      assertRequestsAreSignedBy("FROM-ROLE");
    } finally {
      roles.stop(0);
    }
  }

  /** As AWS does, for the token of the Pod. */
  private static void assumeRole(HttpExchange exchange) throws IOException {
    try (exchange) {
      String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      byte[] credentials =
          """
          <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
            <AssumeRoleWithWebIdentityResult>
              <Credentials>
                <AccessKeyId>FROM-ROLE</AccessKeyId>
                <SecretAccessKey>secret</SecretAccessKey>
                <SessionToken>session</SessionToken>
                <Expiration>2099-01-01T00:00:00Z</Expiration>
              </Credentials>
            </AssumeRoleWithWebIdentityResult>
          </AssumeRoleWithWebIdentityResponse>
          """
              .getBytes(StandardCharsets.UTF_8);
      int status = asked.contains("WebIdentityToken=token-of-the-pod") ? 200 : 403;
      exchange.sendResponseHeaders(status, credentials.length);
      exchange.getResponseBody().write(credentials);
    }
  }

  @Test
  void missingCredentialsAreSaidToBeMissing() throws Exception {
    try (StubStore store = new StubStore();
        DeepStorage storage = DeepStorages.open(at(store))) {
      assertThatThrownBy(() -> storage.read("ns/file"))
          .isInstanceOf(DeepStorageException.class)
          .hasMessageContaining("no AWS credentials were found")
          .hasMessageContaining("Name a Secret")
          .satisfies(
              thrown -> assertThat(((DeepStorageException) thrown).kind()).isEqualTo(Kind.DENIED));
      assertThat(store.requests()).isZero();
    }
  }

  @Test
  void missingRegionIsAWrongSetting() {
    assertThatThrownBy(() -> DeepStorages.open(DeepStorageSettings.S3.of("bucket", "")))
        .isInstanceOf(DeepStorageException.class)
        .hasMessageContaining("AWS_REGION")
        .satisfies(
            thrown ->
                assertThat(((DeepStorageException) thrown).kind()).isEqualTo(Kind.CONFIGURATION));
  }

  @Test
  void regionOfTheEnvironmentIsEnough() throws Exception {
    System.setProperty("aws.region", "eu-central-1");

    try (DeepStorage storage = DeepStorages.open(DeepStorageSettings.S3.of("bucket", ""))) {
      assertThat(storage).isInstanceOf(S3DeepStorage.class);
    }
  }

  private static void assertRequestsAreSignedBy(String accessKeyId) throws Exception {
    try (StubStore store = new StubStore();
        DeepStorage storage = DeepStorages.open(at(store))) {
      storage.delete("ns/file");

      assertThat(store.authorizations())
          .isNotEmpty()
          .allSatisfy(header -> assertThat(header).contains("Credential=" + accessKeyId + "/"));
    }
  }

  private static DeepStorageSettings.S3 at(StubStore store) {
    return DeepStorageSettings.S3.of("bucket", "").at(store.address()).addressedBy(Addressing.PATH);
  }
}
