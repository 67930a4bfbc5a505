package io.millrace.protocol;

/**
 * Who began a ledger: {@code owner.json}, created before its first entry and only where none is.
 * Once there are entries, the newest of them says whose it is.
 *
 * @param formatVersion {@link ProtocolVersion#FORMAT}
 * @param supervisorUid UID of the supervisor that began the chain
 * @param installationId id of the operator's installation
 * @param streamIdentity cluster and topic ids when the chain began
 * @param dataSource the Druid datasource that the segments belong to
 */
public record LedgerOwner(
    int formatVersion,
    String supervisorUid,
    String installationId,
    String streamIdentity,
    String dataSource) {}
