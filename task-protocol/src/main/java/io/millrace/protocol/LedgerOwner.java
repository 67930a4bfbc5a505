package io.millrace.protocol;

/**
 * Who may write to a ledger place: {@code owner.json}, created before anything else and only where
 * none is.
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
