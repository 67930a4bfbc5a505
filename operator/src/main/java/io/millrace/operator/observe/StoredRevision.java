package io.millrace.operator.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An accepted spec as it is kept in the API server.
 *
 * @param name name of the revision
 * @param tasks the part that tasks see: never changed
 * @param loop the part that only the loop reads: as it was accepted last
 */
public record StoredRevision(String name, ObjectNode tasks, ObjectNode loop) {}
