package io.millrace.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Decisions about the ledger that only a person can take. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LedgerSpec(
    @JsonPropertyDescription(
            "UID of the supervisor whose ledger is taken over, where one is found that belongs to another.")
        @Size(min = 1, max = 64)
        @Nullable String adopt) {}
