package io.millrace.protocol;

/**
 * Which supervisor publishes to a datasource in one deep storage, created before its baseline and
 * only where none is: partition numbers of two chains in one datasource would clash.
 *
 * @param formatVersion {@link ProtocolVersion#FORMAT}
 * @param namespace namespace of the supervisor
 * @param name name of the supervisor
 */
public record DataSourceOwner(int formatVersion, String namespace, String name) {}
