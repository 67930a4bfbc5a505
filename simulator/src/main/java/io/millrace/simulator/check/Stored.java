package io.millrace.simulator.check;

import io.millrace.operator.decide.SupervisorState;
import io.millrace.operator.observe.SupervisorResource;

/**
 * A supervisor as it is stored.
 *
 * @param resource the whole
 * @param state what its status remembers
 */
public record Stored(SupervisorResource resource, SupervisorState state) {}
