package io.millrace.runner.loop;

import io.millrace.deepstorage.DeepStorage;
import io.millrace.protocol.Scheduler;
import io.millrace.runner.life.Attempt;
import io.millrace.segments.SegmentBuilderFactory;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What a task lives in.
 *
 * @param attempt which task it is
 * @param settings what it is told by the specification
 * @param stream the stream that it reads
 * @param warmUp run once before it is ready
 * @param builders build its segments
 * @param storage where its segments and manifests go
 * @param directory for scratch files, empty
 * @param uuids makes paths of segments unique
 * @param scheduler runs its turns and its background work
 */
public record Surroundings(
    Attempt attempt,
    TaskSettings settings,
    StreamAccess stream,
    Runnable warmUp,
    SegmentBuilderFactory builders,
    DeepStorage storage,
    Path directory,
    Supplier<String> uuids,
    Scheduler scheduler) {}
