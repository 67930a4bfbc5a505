package io.millrace.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.crds.v1alpha1.DeepStorage;
import io.millrace.crds.v1alpha1.LocalStorage;
import io.millrace.crds.v1alpha1.S3Storage;
import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.crds.v1alpha1.SecretValue;
import io.millrace.crds.v1alpha1.SpecProblem;
import io.millrace.operator.testing.LoopWorld;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeepStorageChoiceTest {

  private static final DeepStorage FROZEN = bucket("b", "base", "eu-1", "https://s3", "old");

  @Test
  void whatWasTakenOverStaysWhenTheOperatorsDefaultChanges() {
    DeepStorage frozen = folder("old");

    assertThat(chosen(null, frozen)).isEqualTo(frozen);
  }

  @Test
  void credentialsMayComeFromAnotherSecret() {
    DeepStorage renamed = bucket("b", "base", "eu-1", "https://s3", "new");

    assertThat(chosen(renamed, FROZEN)).isEqualTo(renamed);
  }

  @Test
  void credentialsMayBeLeftToTheEnvironmentAndBeTakenFromASecretAgain() {
    DeepStorage environment = bucket("b", "base", "eu-1", "https://s3", null);

    assertThat(chosen(environment, FROZEN)).isEqualTo(environment);
    assertThat(chosen(FROZEN, environment)).isEqualTo(FROZEN);
  }

  @ParameterizedTest
  @CsvSource({", false", "false, "})
  void theDefaultOfPathStyleAccessMayBeWrittenOutOrLeftOut(
      @Nullable Boolean before, @Nullable Boolean after) {
    DeepStorage asked = addressed(after);

    assertThat(chosen(asked, addressed(before))).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({"true, ", "true, false", ", true", "false, true"})
  void anotherPathStyleAccessIsRefused(@Nullable Boolean before, @Nullable Boolean after) {
    assertRefused(addressed(after), addressed(before));
  }

  @Test
  void aSpecThatNamesNoneKeepsTheCredentialsToo() {
    assertThat(chosen(null, FROZEN)).isEqualTo(FROZEN);
  }

  @ParameterizedTest
  @CsvSource({
    "c, base, eu-1, https://s3",
    "b, other, eu-1, https://s3",
    "b, , eu-1, https://s3",
    "b, base, eu-2, https://s3",
    "b, base, eu-1, https://s4",
    "b, base, eu-1, ",
  })
  void thePlaceOfABucketCannotChangeWhateverTheCredentials(
      String bucket, @Nullable String base, String region, @Nullable String endpoint) {
    assertRefused(bucket(bucket, base, region, endpoint, "old"), FROZEN);
    assertRefused(bucket(bucket, base, region, endpoint, "new"), FROZEN);
  }

  @Test
  void neitherCanTheFolderNorTheKind() {
    assertRefused(folder("new"), folder("old"));
    assertRefused(folder("old"), FROZEN);
    assertRefused(FROZEN, folder("old"));
  }

  @Test
  void theOperatorsClaimIsRefusedWhereNoPodCanMountIt() {
    assertThat(elsewhere(null, null))
        .containsExactly(
            new SpecProblem(
                "spec.deepStorage",
                "is absent, and the operator's default is claim 'claim'; expected s3, since the operator has to read and write there too, and only Pods of its own namespace, ns, can mount its claim"));
    assertThat(elsewhere(folder("a"), null))
        .extracting(SpecProblem::message)
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("found claim 'claim'; expected s3");
    assertThat(elsewhere(null, folder("a")))
        .extracting(SpecProblem::message)
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("was taken over, and cannot change in this supervisor: claim 'claim'");
    assertThat(elsewhere(FROZEN, null)).as("s3").isEmpty();
  }

  private static List<SpecProblem> elsewhere(
      @Nullable DeepStorage asked, @Nullable DeepStorage frozen) {
    return DeepStorageChoice.of("team-a", asked, frozen, LoopWorld.CLAIM).problems();
  }

  private static void assertRefused(DeepStorage asked, DeepStorage frozen) {
    DeepStorageChoice choice = DeepStorageChoice.of("ns", asked, frozen, LoopWorld.CLAIM);

    assertThat(choice.chosen()).as("%s after %s", asked, frozen).isNull();
    assertThat(choice.problems()).extracting(SpecProblem::path).containsExactly("spec.deepStorage");
    assertThat(choice.problems().getFirst().message())
        .contains("status.deepStorage", "but for accessKeyId and secretAccessKey");
  }

  private static @Nullable DeepStorage chosen(@Nullable DeepStorage asked, DeepStorage frozen) {
    DeepStorageChoice choice = DeepStorageChoice.of("ns", asked, frozen, LoopWorld.CLAIM);
    assertThat(choice.problems()).isEmpty();
    return choice.chosen();
  }

  private static DeepStorage folder(String path) {
    return new DeepStorage(DeepStorage.Type.LOCAL, new LocalStorage("claim", path), null);
  }

  private static DeepStorage bucket(
      String bucket,
      @Nullable String base,
      String region,
      @Nullable String endpoint,
      @Nullable String secret) {
    return new DeepStorage(
        DeepStorage.Type.S3,
        null,
        new S3Storage(bucket, base, region, endpoint, true, key(secret, "id"), key(secret, "key")));
  }

  private static DeepStorage addressed(@Nullable Boolean pathStyleAccess) {
    return new DeepStorage(
        DeepStorage.Type.S3,
        null,
        new S3Storage("b", null, null, null, pathStyleAccess, null, null));
  }

  private static @Nullable SecretValue key(@Nullable String secret, String key) {
    return secret == null ? null : new SecretValue(new SecretKeyRef(secret, key));
  }
}
