package io.millrace.deepstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.deepstorage.DeepStorageException.Kind;
import io.millrace.deepstorage.DeepStorageSettings.Addressing;
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

    try (StubStore store = new StubStore();
        DeepStorage storage = DeepStorages.open(at(store))) {
      storage.delete("ns/file");

      assertThat(store.authorizations())
          .isNotEmpty()
          .allSatisfy(header -> assertThat(header).contains("Credential=FROM-ENVIRONMENT/"));
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

  private static DeepStorageSettings.S3 at(StubStore store) {
    return DeepStorageSettings.S3.of("bucket", "").at(store.address()).addressedBy(Addressing.PATH);
  }
}
