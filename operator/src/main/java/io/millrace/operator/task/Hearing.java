package io.millrace.operator.task;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tasks of all supervisors answer this operator, as of the last call to each. When none does,
 * it is rather the operator that is cut off. Safe for use by several threads.
 */
public final class Hearing {

  private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

  void answered(String podUid) {
    answers.put(podUid, true);
  }

  /** It has not answered the last call, or was not asked yet. */
  void unheard(String podUid) {
    answers.put(podUid, false);
  }

  void forget(String podUid) {
    answers.remove(podUid);
  }

  /** Whether any other than this one answers, or there is no other. */
  boolean hearsOthersThan(String podUid) {
    boolean alone = true;
    for (Map.Entry<String, Boolean> task : answers.entrySet()) {
      if (!task.getKey().equals(podUid)) {
        if (task.getValue()) {
          return true;
        }
        alone = false;
      }
    }
    return alone;
  }
}
