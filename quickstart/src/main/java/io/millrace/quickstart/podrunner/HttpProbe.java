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
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks one container by an {@code httpGet} probe, and counts the answers. Whoever uses it does not
 * wait for them, and is told when one has come. Without a probe it is never due, and has neither
 * succeeded nor failed. Used by one thread.
 */
final class HttpProbe {

  private static final Duration NEVER = Duration.ofDays(365);

  private final Container container;
  private final String address;
  private final Probe probe;
  private final Runnable answered;
  private @Nullable CompletableFuture<Boolean> asked;
  private Instant due;
  private int successes;
  private int failures;

  /**
   * @param answered called by another thread when there is an answer to be counted
   */
  HttpProbe(
      Container container,
      @Nullable Probe probe,
      String address,
      Instant startedAt,
      Runnable answered) {
    this.container = container;
    this.address = address;
    this.answered = answered;
    this.probe = probe == null ? new Probe() : probe;
    this.due =
        probe == null
            ? startedAt.plus(NEVER)
            : startedAt.plusSeconds(orDefault(probe.getInitialDelaySeconds(), 0));
  }

  /** When it wants to be looked at again, unless it tells of an answer before. */
  Instant due() {
    return asked == null ? due : due.plus(NEVER);
  }

  /** Whether as many answers in succession as its threshold were good. */
  boolean hasSucceeded() {
    return successes >= orDefault(probe.getSuccessThreshold(), 1);
  }

  /** Whether as many answers in succession as its threshold were bad, or did not come. */
  boolean hasFailed() {
    return failures >= orDefault(probe.getFailureThreshold(), 3);
  }

  /** Counts what was answered, and asks the container if it is time to. */
  void tick(Instant now) {
    if (asked != null && asked.isDone()) {
      count(asked.join());
      asked = null;
    }
    if (asked == null && !now.isBefore(due)) {
      due = now.plusSeconds(orDefault(probe.getPeriodSeconds(), 10));
      asked = ask();
    }
  }

  private CompletableFuture<Boolean> ask() {
    return CompletableFuture.supplyAsync(
        this::succeeds,
        asking ->
            Thread.ofVirtual()
                .name("probe")
                .start(
                    () -> {
                      asking.run();
                      answered.run();
                    }));
  }

  private void count(boolean good) {
    successes = good ? successes + 1 : 0;
    failures = good ? 0 : failures + 1;
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
