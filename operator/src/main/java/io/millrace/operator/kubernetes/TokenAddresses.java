package io.millrace.operator.kubernetes;

import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.stream.SecretUnreadableException;
import io.millrace.operator.stream.Secrets;
import io.millrace.operator.task.TaskAddresses;
import io.millrace.operator.task.TaskPods;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import io.millrace.protocol.TaskCallException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks answer at their Pod's address, to who knows their supervisor's token. It is read once, and
 * again where a task refuses it: somebody may have changed the Secret. Safe for use by several
 * threads.
 */
public final class TokenAddresses implements TaskAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(TokenAddresses.class);

  /** A task that refuses what the Secret holds makes nobody read it more often than this. */
  private static final Duration BETWEEN_READS = Duration.ofSeconds(30);

  private final Secrets secrets;
  private final SupervisorKey supervisor;
  private final int port;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

  private record Known(String token, Instant readAt) {}

  public TokenAddresses(Secrets secrets, SupervisorKey supervisor, int port, InstantSource clock) {
    this.secrets = secrets;
    this.supervisor = supervisor;
    this.port = port;
    this.clock = clock;
  }

  @Override
  public TaskAddress of(String podUid, String address) throws TaskCallException {
    Known present = known.get();
    if (present == null) {
      present = new Known(read(), clock.instant());
      known.set(present);
    }
    return TaskAddress.http(address, port, podUid, present.token());
  }

  @Override
  public Optional<String> token() {
    return Optional.ofNullable(known.get()).map(Known::token);
  }

  /** Where the Secret cannot be read, the token that was known stays. */
  @Override
  public void refused() {
    Known before = known.get();
    Instant now = clock.instant();
    if (before == null || now.isBefore(before.readAt().plus(BETWEEN_READS))) {
      return;
    }
    Known asked = new Known(before.token(), now);
    if (!known.compareAndSet(before, asked)) {
      return;
    }
    try {
      known.set(new Known(read(), now));
    } catch (TaskCallException e) {
      LOG.atInfo()
          .addKeyValue("supervisor", supervisor)
          .log("A task refuses the token, which cannot be read anew: {}", e.getMessage());
    }
  }

  private String read() throws TaskCallException {
    SecretKeyRef reference = new SecretKeyRef(TaskPods.tokenSecret(supervisor.name()), "token");
    try {
      return secrets
          .value(supervisor.namespace(), reference)
          .orElseThrow(
              () ->
                  new TaskCallException(
                      Kind.UNAUTHORISED,
                      "Secret %s is not there".formatted(reference.name()),
                      null));
    } catch (SecretUnreadableException e) {
      throw new TaskCallException(Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }
}
