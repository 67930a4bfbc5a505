package io.millrace.crds.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a supervisor needs room for. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CapacityStatus(
    @JsonPropertyDescription(
            "Druid's rule of thumb: 2 x replicas x taskCount, where taskCount is taskCountMax with the autoscaler.")
        long workers,
    @JsonPropertyDescription(
            "The most Pods that exist at a time: replicas x (taskCount + stopTaskCount + 1), with taskCountMax and stopTaskCountRatio where the autoscaler is on.")
        long pods) {}
