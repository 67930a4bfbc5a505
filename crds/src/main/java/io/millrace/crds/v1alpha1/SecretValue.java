package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A value that stands in a Secret. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretValue(
    @JsonPropertyDescription("Where it stands.") @Required SecretKeyRef secretKeyRef) {}
