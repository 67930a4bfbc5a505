package io.millrace.operator.ledger;

import io.millrace.operator.decide.Commit;
import io.millrace.operator.decide.Positions;

/**
 * The newest commit as status holds it, with all else that its entry follows from besides the chain
 * before it.
 *
 * @param commit the commit
 * @param offsets committed position of every partition, this commit included
 * @param streamIdentity cluster and topic ids that the positions belong to
 * @param supervisorUid UID of the supervisor
 * @param installationId id of the operator's installation
 */
public record StatusCommit(
    Commit commit,
    Positions offsets,
    String streamIdentity,
    String supervisorUid,
    String installationId) {}
