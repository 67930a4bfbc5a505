package io.millrace.operator.stream;

import io.millrace.operator.decide.Positions;
import io.millrace.streams.PartitionId;
import io.millrace.streams.StreamDescription;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far the tasks of a supervisor have read. Safe for use by several threads. */
public interface ReadProgress {

  /** Asks the tasks anew; {@code then} runs when they have answered, or soon in any case. */
  void refresh(Runnable then);

  /** What is known now; empty before any start position is. */
  Optional<Reached> reached();

  /**
   * How far reading has come.
   *
   * @param stream what the positions belong to; absent where that is not known
   * @param positions of each partition that has a start: the furthest that a living task has read
   *     to, or else what is committed
   * @param ages how old the newest record is that was read, as tasks say; only of partitions that
   *     one reads
   */
  record Reached(
      @Nullable StreamDescription stream, Positions positions, Map<PartitionId, Duration> ages) {

    public Reached {
      ages = Map.copyOf(ages);
    }
  }
}
