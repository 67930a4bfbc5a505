package io.millrace.operator.status;

import io.millrace.operator.observe.SupervisorResource;

/** Where events go. An event that cannot be written is logged and forgotten. */
@FunctionalInterface
public interface EventSink {
  void publish(SupervisorResource about, Event event);
}
