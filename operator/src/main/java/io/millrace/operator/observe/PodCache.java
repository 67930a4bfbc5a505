package io.millrace.operator.observe;

import java.util.List;

/** The Pods of supervisors, as a watch keeps them up to date. Answers at once. */
@FunctionalInterface
public interface PodCache {

  /** All Pods that carry the label of the supervisor, whoever owns them. */
  List<PodFacts> pods(SupervisorKey supervisor);
}
