package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key of a Secret in the namespace of the resource. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyRef(
    @JsonPropertyDescription("Name of the Secret.") @Required @Size(min = 1, max = 253) String name,
    @JsonPropertyDescription("Key in the Secret.") @Required @Size(min = 1, max = 253)
        String key) {}
