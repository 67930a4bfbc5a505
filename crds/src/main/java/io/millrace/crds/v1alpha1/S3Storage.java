package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A bucket. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.accessKeyId) == has(self.secretAccessKey)",
    message = "accessKeyId and secretAccessKey need each other",
    fieldPath = ".accessKeyId")
public record S3Storage(
    @JsonPropertyDescription("Name of the bucket.") @Required @Size(min = 3, max = 63)
        String bucket,
    @JsonPropertyDescription("Prefix of all keys. Default: none.") @Size(min = 1, max = 500)
        @Nullable String baseKey,
    @JsonPropertyDescription("AWS region. Default: that of the environment.") @Size(min = 1)
        @Nullable String region,
    @JsonPropertyDescription("URL of a service other than AWS. Default: that of the region.")
        @Pattern("^https?://.+")
        @Nullable String endpoint,
    @JsonPropertyDescription(
            "Whether the bucket stands in the path of a URL instead of its host name, as most services other than AWS need. Default: false.")
        @Nullable Boolean pathStyleAccess,
    @JsonPropertyDescription("Access key id. Default: the AWS SDK's default chain of credentials.")
        @Nullable SecretValue accessKeyId,
    @JsonPropertyDescription(
            "Secret access key. Default: the AWS SDK's default chain of credentials.")
        @Nullable SecretValue secretAccessKey) {

  /** Whether the bucket stands in the path of a URL, which it does not where nothing is written. */
  public boolean usesPathStyle() {
    return Boolean.TRUE.equals(pathStyleAccess);
  }
}
