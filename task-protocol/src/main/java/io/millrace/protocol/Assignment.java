package io.millrace.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The complete desired state of one task, to which it converges. Sent twice it changes nothing; one
 * with an older epoch, generation or number than the task has seen is refused with {@code 409}.
 *
 * @param protocolVersion {@link ProtocolVersion#TASK_PROTOCOL}
 * @param number rises with every change of what follows, within one generation
 * @param epoch the group's fence number
 * @param generation the generation of the task group that the task belongs to
 * @param streamIdentity cluster and topic ids that the positions belong to
 * @param start position of each partition to start from; absent while the task is a warm standby
 * @param boundaries recorded checkpoints that the task must cut its sequences at, oldest first
 * @param end position of each partition to stop at, exclusive for Kafka; absent until it is
 *     recorded
 * @param paused whether the task must not read on
 * @param pauseTimeout after this time a pause ends by itself
 * @param committed what has become final
 * @param messageTimeBounds event times that the sequences of this generation accept
 * @param stop whether the task must end now, without preparing anything more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Assignment(
    int protocolVersion,
    long number,
    long epoch,
    int generation,
    String streamIdentity,
    @Nullable Map<String, String> start,
    List<Map<String, String>> boundaries,
    @Nullable Map<String, String> end,
    boolean paused,
    Duration pauseTimeout,
    Acknowledged committed,
    MessageTimeBounds messageTimeBounds,
    boolean stop) {

  public Assignment {
    start = start == null ? null : Ordered.positions(start);
    boundaries = boundaries.stream().map(Ordered::positions).toList();
    end = end == null ? null : Ordered.positions(end);
  }

  /** The same for an attempt that another one follows: the start is the other one's. */
  public Assignment withoutStart() {
    return new Assignment(
        protocolVersion,
        number,
        epoch,
        generation,
        streamIdentity,
        null,
        boundaries,
        end,
        paused,
        pauseTimeout,
        committed,
        messageTimeBounds,
        stop);
  }
}
