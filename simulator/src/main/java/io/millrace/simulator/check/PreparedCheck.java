package io.millrace.simulator.check;

import io.millrace.operator.decide.Attempt;
import io.millrace.operator.decide.Generation;
import io.millrace.operator.decide.PodName;
import io.millrace.operator.decide.Positions;
import io.millrace.operator.decide.TaskGroup;
import io.millrace.operator.observe.PodFacts;
import io.millrace.operator.observe.SupervisorResource;
import io.millrace.protocol.Manifest;
import io.millrace.simulator.cluster.ApiServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows attempts that wait for what the one before them has prepared. When one gets its start,
 * nothing may lie there already that the other had prepared before this one was decided on.
 */
public final class PreparedCheck {

  private final Violations violations;
  private final Manifests read;
  private final List<Manifest> manifests = new ArrayList<>();
  private final Map<Key, Birth> births = new HashMap<>();

  /**
   * @param predecessor UID of the Pod that it follows
   * @param prepared how many manifests there were of all
   */
  private record Birth(String predecessor, int prepared) {}

  private record Key(String uid, long epoch, int group, int generation, int attempt) {}

  PreparedCheck(Violations violations, Manifests read) {
    this.violations = violations;
    this.read = read;
  }

  void created(String path, byte[] content) {
    if (path.contains("/prepared/")) {
      try {
        manifests.add(read.read(content));
      } catch (IOException e) {
        throw new IllegalStateException(path + " holds no manifest", e);
      }
    }
  }

  /** Another status is stored while there are these Pods. */
  public void follow(Stored before, Stored after, List<PodFacts> pods) {
    for (TaskGroup group : after.state().groups()) {
      Optional<TaskGroup> old = before.state().group(group.id());
      for (Generation now : group.generations()) {
        old.flatMap(known -> known.generation(now.number()))
            .ifPresent(then -> follow(after.resource(), group, then, now, pods));
      }
    }
  }

  private void follow(
      SupervisorResource resource,
      TaskGroup group,
      Generation then,
      Generation now,
      List<PodFacts> pods) {
    for (int replica = 0; replica < Math.min(then.replicas(), now.replicas()); replica++) {
      follow(
          resource,
          group,
          then,
          then.attempts().get(replica),
          now,
          now.attempts().get(replica),
          pods);
    }
  }

  private void follow(
      SupervisorResource resource,
      TaskGroup group,
      Generation then,
      Attempt before,
      Generation now,
      Attempt attempt,
      List<PodFacts> pods) {
    Key key = new Key(resource.uid(), group.epoch(), group.id(), now.number(), attempt.number());
    if (attempt.number() != before.number()) {
      if (attempt.start() == null && now.start() != null) {
        podOf(group, now, before, pods)
            .ifPresent(pod -> births.put(key, new Birth(pod.uid(), manifests.size())));
      }
      return;
    }
    Birth birth = births.get(key);
    Positions start = attempt.start();
    if (birth != null && start != null && before.start() == null) {
      births.remove(key);
      started(group, then, attempt, start, birth);
    }
  }

  /** The end counts as it was before: one may be recorded in the same write. */
  private void started(
      TaskGroup group, Generation generation, Attempt attempt, Positions start, Birth birth) {
    manifests.stream()
        .limit(birth.prepared())
        .filter(manifest -> manifest.podUid().equals(birth.predecessor()))
        .filter(manifest -> !start.isEmpty())
        .filter(manifest -> Positions.of(manifest.start()).equalWithin(start))
        .filter(
            manifest ->
                generation.end() == null
                    || Positions.of(manifest.end()).atOrBefore(generation.end()))
        .findFirst()
        .ifPresent(
            manifest ->
                violations.add(
                    Rule.PREPARED_IS_USED,
                    "attempt %d at generation %d of group %d starts at %s, from where its predecessor had prepared up to %s"
                        .formatted(
                            attempt.number(),
                            generation.number(),
                            group.id(),
                            start.text(),
                            manifest.end())));
  }

  private static Optional<PodFacts> podOf(
      TaskGroup group, Generation generation, Attempt attempt, List<PodFacts> pods) {
    String name =
        new PodName(ApiServer.SUPERVISOR.name(), group.id(), generation.number(), attempt.number())
            .toString();
    return pods.stream().filter(pod -> pod.name().equals(name)).findFirst();
  }
}
