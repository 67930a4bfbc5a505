package io.millrace.runner.loop;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.protocol.Scheduler;
import io.millrace.runner.life.Attempt;
import java.util.function.Supplier;

/**
 * What a {@link Preparation} needs of the outside.
 *
 * @param attempt which task this is
 * @param dataSource the Druid datasource
 * @param storage where segments and manifests go
 * @param identity tells whether the stream is still the same
 * @param uuids makes paths of segments unique
 * @param scheduler runs it in the background
 * @param backoff between tries
 * @param trouble told of everything that is tried again
 */
record Preparer(
    Attempt attempt,
    String dataSource,
    DeepStorage storage,
    StreamIdentity identity,
    Supplier<String> uuids,
    Scheduler scheduler,
    Backoff backoff,
    ErrorLog trouble) {}
