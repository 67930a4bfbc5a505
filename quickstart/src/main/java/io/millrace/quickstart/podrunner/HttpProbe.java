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
import org.jspecify.annotations.Nullable;

/**
 * Asks one container by an {@code httpGet} probe, and counts the answers. Without a probe it is
 * never due, and has neither succeeded nor failed. Used by one thread.
 */
final class HttpProbe {

  private static final Duration NEVER = Duration.ofDays(365);

  private final Container container;
  private final String address;
  private final Probe probe;
  private Instant due;
  private int successes;
  private int failures;

  HttpProbe(Container container, @Nullable Probe probe, String address, Instant startedAt) {
    this.container = container;
    this.address = address;
    this.probe = probe == null ? new Probe() : probe;
    this.due =
        probe == null
            ? startedAt.plus(NEVER)
            : startedAt.plusSeconds(orDefault(probe.getInitialDelaySeconds(), 0));
  }

  /** When it wants to be asked again. */
  Instant due() {
    return due;
  }

  /** Whether as many answers in succession as its threshold were good. */
  boolean hasSucceeded() {
    return successes >= orDefault(probe.getSuccessThreshold(), 1);
  }

  /** Whether as many answers in succession as its threshold were bad, or did not come. */
  boolean hasFailed() {
    return failures >= orDefault(probe.getFailureThreshold(), 3);
  }

  /** Asks the container if it is time to. */
  void tick(Instant now) {
    if (now.isBefore(due)) {
      return;
    }
    if (succeeds()) {
      successes++;
      failures = 0;
    } else {
      failures++;
      successes = 0;
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
