package io.millrace.operator.supervisor;

import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.Observation;
import io.millrace.operator.decide.ObservedPod;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.stream.ReadProgress;
import io.millrace.operator.task.HeardReport;
import io.millrace.operator.task.ReportPoller;
import io.millrace.protocol.Report;
import io.millrace.streams.PartitionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of one supervisor have read, as they report it. A Pod counts while it lives and
 * status lists its generation: what a fenced one has read is not read.
 */
final class TaskProgress implements ReadProgress {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final ReportPoller reports;
  private volatile @Nullable Observation last;

  TaskProgress(ReportPoller reports) {
    this.reports = reports;
  }

  /** Remembers which Pods there are, and what is committed. */
  void follow(Observation observation) {
    last = observation;
  }

  @Override
  public void refresh(Runnable then) {
    reports.refresh(LONGEST_WAIT, then);
  }

  @Override
  public Optional<Reached> reached() {
    Observation seen = last;
    if (seen == null || seen.state().offsets().isEmpty()) {
      return Optional.empty();
    }
    Positions read = seen.state().offsets();
    Map<PartitionId, Duration> ages = new HashMap<>();
    for (ObservedPod pod : seen.pods()) {
      Optional<Report> report = reports.lastOf(pod.uid()).map(HeardReport::report);
      Optional<Generation> generation =
          seen.state()
              .group(pod.name().group())
              .flatMap(group -> group.generation(pod.name().generation()));
      if (!pod.hasEnded() && report.isPresent() && generation.isPresent()) {
        Positions own = Positions.of(report.get().positions()).only(generation.get().partitions());
        read = read.laterOf(own);
        addAge(ages, report.get(), own);
      }
    }
    return Optional.of(new Reached(seen.state().stream(), read, ages));
  }

  /** Of several tasks that read the same, the one that is furthest counts. */
  private static void addAge(Map<PartitionId, Duration> ages, Report report, Positions read) {
    if (report.readingSince() == null || report.lagMillis() < 0) {
      return;
    }
    Duration age = Duration.ofMillis(report.lagMillis());
    read.partitions()
        .forEach(
            partition ->
                ages.merge(partition, age, (one, other) -> one.compareTo(other) < 0 ? one : other));
  }
}
