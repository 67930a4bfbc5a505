package io.millrace.operator.status;

import io.millrace.crds.v1alpha1.status.LostRange;
import io.millrace.crds.v1alpha1.status.ResetRange;
import io.millrace.crds.v1alpha1.status.ResetStatus;
import io.millrace.crds.v1alpha1.status.StreamSupervisorStatus;
import io.millrace.operator.decide.Jump;
import io.millrace.operator.decide.Jumps;
import io.millrace.operator.decide.LastReset;
import io.millrace.streams.PartitionId;
import io.millrace.streams.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resets and lost ranges between the loop and status. */
final class JumpsMapping {

  private JumpsMapping() {}

  static Jumps jumps(StreamSupervisorStatus status) {
    return new Jumps(
        lastReset(status.lastReset()),
        status.lostRanges().stream().map(JumpsMapping::lost).toList(),
        status.lostRecords() == null ? 0 : status.lostRecords());
  }

  static @Nullable ResetStatus resetStatus(@Nullable LastReset reset) {
    return reset == null
        ? null
        : new ResetStatus(
            reset.nonce(),
            reset.to(),
            reset.time(),
            reset.ranges().stream().map(JumpsMapping::range).toList(),
            reset.skipped(),
            reset.repeated(),
            reset.otherTopic() == 0 ? null : reset.otherTopic());
  }

  static List<LostRange> lostRanges(Jumps jumps) {
    return jumps.lost().stream()
        .map(
            lost ->
                new LostRange(
                    lost.partition().value(), lost.from().value(), lost.to().value(), lost.time()))
        .toList();
  }

  static @Nullable Long lostRecords(Jumps jumps) {
    return jumps.lostRecords() == 0 ? null : jumps.lostRecords();
  }

  private static @Nullable LastReset lastReset(@Nullable ResetStatus status) {
    return status == null
        ? null
        : new LastReset(
            status.nonce(),
            status.to() == null ? "" : status.to(),
            status.time(),
            status.ranges().stream().map(JumpsMapping::jump).toList(),
            status.skipped() == null ? 0 : status.skipped(),
            status.repeated() == null ? 0 : status.repeated(),
            status.otherTopic() == null ? 0 : status.otherTopic());
  }

  private static ResetRange range(Jump jump) {
    return new ResetRange(
        jump.partition().value(),
        jump.from() == null ? null : jump.from().value(),
        jump.to() == null ? null : jump.to().value(),
        jump.otherTopic() ? true : null);
  }

  private static Jump jump(ResetRange range) {
    return new Jump(
        new PartitionId(range.partition()),
        range.from() == null ? null : new Position(range.from()),
        range.to() == null ? null : new Position(range.to()),
        Boolean.TRUE.equals(range.otherTopic()));
  }

  private static io.millrace.operator.decide.LostRange lost(LostRange range) {
    return new io.millrace.operator.decide.LostRange(
        new PartitionId(range.partition()),
        new Position(range.from()),
        new Position(range.to()),
        range.time());
  }
}
