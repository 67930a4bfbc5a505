package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A manifest in deep storage. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ManifestStatus(
    @JsonPropertyDescription("Its path.") String path,
    @JsonPropertyDescription("Its SHA-256 digest.") String digest) {}
