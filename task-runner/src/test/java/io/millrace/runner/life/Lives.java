package io.millrace.runner.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runner.life.LifeCycle.Failed;
import io.millrace.runner.life.LifeCycle.Progressing;
import io.millrace.runner.life.LifeCycle.Ready;
import io.millrace.runner.life.LifeCycle.Starting;
import io.millrace.runner.life.LifeCycle.Working;
import java.util.List;
import java.util.Map;

/** Steps through the life of a task with two partitions. */
final class Lives {

  private Lives() {}

  static Ready ready() {
    return new Starting(Attempts.attempt(), true).ready();
  }

  static LifeCycle read(LifeCycle life, Map<String, String> positions) {
    return ((Progressing) life).read(Positions.of(positions));
  }

  static LifeCycle checkpoint(LifeCycle life) {
    return ((Progressing) life).checkpoint();
  }

  static LifeCycle prepareAll(LifeCycle life) {
    LifeCycle next = life;
    for (ClosedSequence closed : List.copyOf(work(life).progress().closed())) {
      next = ((Working) next).prepared(closed.sequence().number(), Attempts.prepared(closed));
    }
    return next;
  }

  static Map<String, String> at(int first, int second) {
    return Map.of("0", Integer.toString(first), "1", Integer.toString(second));
  }

  static Work work(LifeCycle life) {
    return life.work().orElseThrow();
  }

  static String pathOf(LifeCycle life, int index) {
    return work(life).progress().closed().get(index).manifestPath();
  }

  static String reason(LifeCycle life) {
    assertThat(life).isInstanceOf(Failed.class);
    return ((Failed) life).problem().reason();
  }
}
