package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A directory on a persistent volume that the operator and all tasks can mount. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LocalStorage(
    @JsonPropertyDescription(
            "Name of the PersistentVolumeClaim that the operator has mounted, in the namespace of both.")
        @Required
        @Size(min = 1, max = 253)
        String claimName,
    @JsonPropertyDescription("Folder in the volume. Default: its root.") @Size(min = 1, max = 1000)
        @Nullable String path) {}
