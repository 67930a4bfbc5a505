package io.millrace.runner;

import java.util.List;

/** The process was not told what it has to know; holds every problem that was found. */
final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  ConfigurationException(List<String> problems) {
    super(
        "The task cannot start, %d problem(s) in its configuration:\n- %s"
            .formatted(problems.size(), String.join("\n- ", problems)));
  }
}
