package io.millrace.quickstart;

import io.millrace.quickstart.cluster.LocalCluster;
import java.util.List;
import java.util.random.RandomGenerator;

/** The processes of a cluster on this machine. */
record ClusterVictims(LocalCluster cluster) implements Chaos.Victims {

  @Override
  public boolean tasksRun() {
    return !cluster.podRunner().processes().isEmpty();
  }

  @Override
  public boolean killATask(RandomGenerator random) {
    List<ProcessHandle> tasks = List.copyOf(cluster.podRunner().processes().values());
    return !tasks.isEmpty() && tasks.get(random.nextInt(tasks.size())).destroyForcibly();
  }

  @Override
  public boolean killTheOperator() {
    return cluster.operator().kill();
  }
}
