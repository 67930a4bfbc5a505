package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where segments, manifests and the ledger lie. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.local) == (self.type == 'local')",
    message = "local is needed with type local, and only there",
    fieldPath = ".local")
@ValidationRule(
    value = "has(self.s3) == (self.type == 's3')",
    message = "s3 is needed with type s3, and only there",
    fieldPath = ".s3")
public record DeepStorage(
    @JsonPropertyDescription("local, a directory on a persistent volume, or s3.") @Required
        Type type,
    @JsonPropertyDescription("With type local.") @Nullable LocalStorage local,
    @JsonPropertyDescription("With type s3.") @Nullable S3Storage s3) {

  /** The kinds of deep storage. */
  public enum Type {
    /** A directory on a persistent volume. */
    @JsonProperty("local")
    LOCAL,
    /** A bucket. */
    @JsonProperty("s3")
    S3
  }
}
