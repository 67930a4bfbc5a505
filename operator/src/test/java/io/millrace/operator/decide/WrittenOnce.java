package io.millrace.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold between a state and the one that is written after it. */
final class WrittenOnce {

  private WrittenOnce() {}

  static void check(SupervisorState before, SupervisorState after) {
    boolean reset =
        after.commits() > before.commits()
            && after.commit() != null
            && after.commit().kind() == LedgerEntry.Kind.RESET;
    assertThat(
            reset
                || after.offsets().only(before.offsets().partitions()).atOrAfter(before.offsets()))
        .as("committed positions only go back by a reset")
        .isTrue();
    assertThat(after.epoch()).isEqualTo(reset ? before.epoch() + 1 : before.epoch());
    assertThat(after.offsets().partitions())
        .as("no partition is forgotten")
        .containsAll(before.offsets().partitions());
    assertThat(after.commits() - before.commits()).as("one commit at a time").isBetween(0L, 1L);
    for (TaskGroup group : before.groups()) {
      check(before, after.offsets(), group, after.group(group.id()).orElseThrow());
    }
    checkPartitions(after);
  }

  private static void checkPartitions(SupervisorState state) {
    assertThat(state.groups().stream().flatMap(group -> group.partitions().stream()))
        .as("a partition belongs to one group")
        .doesNotHaveDuplicates();
    assertThat(
            state.groups().stream()
                .flatMap(group -> group.open().stream())
                .flatMap(open -> open.partitions().stream()))
        .as("a partition is read by one open generation")
        .doesNotHaveDuplicates();
  }

  private static void check(
      SupervisorState state, Positions committed, TaskGroup before, TaskGroup after) {
    assertThat(after.nextGeneration()).isGreaterThanOrEqualTo(before.nextGeneration());
    if (after.epoch() > before.epoch()) {
      assertThat(after.generations())
          .extracting(Generation::number)
          .allMatch(number -> number >= before.nextGeneration());
      return;
    }
    for (Generation generation : after.generations()) {
      before
          .generation(generation.number())
          .ifPresentOrElse(
              earlier -> check(state, committed, earlier, generation),
              () ->
                  assertThat(generation.number())
                      .as("generation numbers are never used again")
                      .isGreaterThanOrEqualTo(before.nextGeneration()));
    }
    for (Generation generation : before.generations()) {
      if (after.generation(generation.number()).isEmpty()) {
        assertThat(generation.phase())
            .as("only what is committed, or never began, leaves the list")
            .isIn(Phase.COMMITTED, Phase.STANDBY, Phase.FINISHING);
      }
    }
  }

  private static void check(
      SupervisorState state, Positions afterwards, Generation before, Generation after) {
    assertThat(after.partitions()).isEqualTo(before.partitions());
    assertThat(after.revision()).isEqualTo(before.revision());
    kept(before.start(), after.start());
    kept(before.end(), after.end());
    if (before.end() == null && after.end() != null) {
      assertThat(after.end().anyBefore(state.offsets()))
          .as("no end is recorded behind what is committed")
          .isFalse();
    }
    if (!before.phase().isReadingOn() || !after.phase().isReadingOn()) {
      assertThat(after.phase()).isGreaterThanOrEqualTo(before.phase());
    }
    assertThat(after.assignment()).isGreaterThanOrEqualTo(before.assignment());
    assertThat(after.replicas()).isEqualTo(before.replicas());
    checkpoints(before, after, afterwards);
    for (int replica = 0; replica < after.replicas(); replica++) {
      Attempt earlier = before.attempts().get(replica);
      Attempt later = after.attempts().get(replica);
      if (later.number() == earlier.number()) {
        kept(earlier.start(), later.start());
      } else {
        assertThat(later.number())
            .as("numbers of attempts are never used again")
            .isGreaterThan(before.newestAttempt());
      }
    }
  }

  /** One at most is added, ahead of all before it; only what is committed is forgotten. */
  private static void checkpoints(Generation before, Generation after, Positions committed) {
    List<Positions> left = new ArrayList<>(before.checkpoints());
    left.removeAll(after.checkpoints());
    assertThat(left).allMatch(checkpoint -> checkpoint.atOrBefore(committed));
    List<Positions> added = new ArrayList<>(after.checkpoints());
    added.removeAll(before.checkpoints());
    assertThat(added).hasSizeLessThanOrEqualTo(1);
    for (Positions checkpoint : added) {
      Positions newest = before.newestBoundary();
      assertThat(checkpoint).isEqualTo(after.checkpoints().getLast()).isNotEqualTo(newest);
      assertThat(checkpoint.atOrAfter(newest)).isTrue();
      assertThat(checkpoint.anyBefore(committed)).isFalse();
    }
    if (after.end() != null && !after.checkpoints().isEmpty()) {
      assertThat(after.end().atOrAfter(after.checkpoints().getLast())).isTrue();
    }
  }

  private static void kept(@Nullable Positions before, @Nullable Positions after) {
    if (before != null) {
      assertThat(after).as("what tasks act on is written once").isEqualTo(before);
    }
  }
}
