package io.millrace.quickstart.podrunner;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * The readiness of one container by its {@code httpGet} probe; without a probe it is ready at once.
 * Used by one thread.
 */
final class ReadinessProbe {

  private static final Duration NEVER = Duration.ofDays(365);

  private final Container container;
  private final String address;
  private final Probe probe;
  private final boolean present;
  private Instant due;
  private boolean ready;
  private int successes;
  private int failures;

  ReadinessProbe(Container container, String address, Instant startedAt) {
    this.container = container;
    this.address = address;
    this.present = container.getReadinessProbe() != null;
    this.probe = present ? container.getReadinessProbe() : new Probe();
    this.ready = !present;
    this.due =
        present
            ? startedAt.plusSeconds(orDefault(probe.getInitialDelaySeconds(), 0))
            : startedAt.plus(NEVER);
  }

  boolean isReady() {
    return ready;
  }

  /** When it wants to be asked again. */
  Instant due() {
    return due;
  }

  /** Asks the container if it is time to. */
  void tick(Instant now) {
    if (!present || now.isBefore(due)) {
      return;
    }
    if (succeeds()) {
      successes++;
      failures = 0;
      ready |= successes >= orDefault(probe.getSuccessThreshold(), 1);
    } else {
      failures++;
      successes = 0;
      ready &= failures < orDefault(probe.getFailureThreshold(), 3);
    }
    due = now.plusSeconds(orDefault(probe.getPeriodSeconds(), 10));
  }

  private boolean succeeds() {
    HTTPGetAction get = probe.getHttpGet();
    try {
      HttpURLConnection connection = (HttpURLConnection) uri(get).toURL().openConnection();
      int timeout = 1000 * orDefault(probe.getTimeoutSeconds(), 1);
      connection.setConnectTimeout(timeout);
      connection.setReadTimeout(timeout);
      connection.setInstanceFollowRedirects(false);
      for (HTTPHeader header : get.getHttpHeaders()) {
        connection.setRequestProperty(header.getName(), header.getValue());
      }
      try {
        int status = connection.getResponseCode();
        return status >= 200 && status < 400;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  private URI uri(HTTPGetAction get) {
    String host = get.getHost() == null || get.getHost().isEmpty() ? address : get.getHost();
    String path = get.getPath() == null ? "/" : get.getPath();
    return URI.create(
        "http://%s:%d%s%s"
            .formatted(host, port(get.getPort()), path.startsWith("/") ? "" : "/", path));
  }

  private int port(IntOrString port) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(declared -> port.getStrVal().equals(declared.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElseGet(() -> Integer.valueOf(port.getStrVal()));
  }

  private static int orDefault(Integer value, int byDefault) {
    return value == null ? byDefault : value;
  }
}
