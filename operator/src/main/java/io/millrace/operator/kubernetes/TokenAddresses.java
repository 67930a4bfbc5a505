package io.millrace.operator.kubernetes;

import io.millrace.crds.v1alpha1.SecretKeyRef;
import io.millrace.operator.observe.SupervisorKey;
import io.millrace.operator.stream.SecretUnreadableException;
import io.millrace.operator.stream.Secrets;
import io.millrace.operator.task.TaskAddresses;
import io.millrace.operator.task.TaskPods;
import io.millrace.protocol.TaskAddress;
import io.millrace.protocol.TaskCallException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks answer at their Pod's address, to who knows their supervisor's token. The token is read
 * once; it never changes.
 */
public final class TokenAddresses implements TaskAddresses {

  private final Secrets secrets;
  private final SupervisorKey supervisor;
  private final int port;
  private volatile @Nullable String token;

  public TokenAddresses(Secrets secrets, SupervisorKey supervisor, int port) {
    this.secrets = secrets;
    this.supervisor = supervisor;
    this.port = port;
  }

  @Override
  public TaskAddress of(String podUid, String address) throws TaskCallException {
    String present = token;
    if (present == null) {
      present = read();
      token = present;
    }
    return TaskAddress.http(address, port, podUid, present);
  }

  private String read() throws TaskCallException {
    SecretKeyRef reference = new SecretKeyRef(TaskPods.tokenSecret(supervisor.name()), "token");
    try {
      return secrets
          .value(supervisor.namespace(), reference)
          .orElseThrow(
              () -> unreadable("Secret %s is not there".formatted(reference.name()), null));
    } catch (SecretUnreadableException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  private static TaskCallException unreadable(String message, @Nullable Exception cause) {
    return new TaskCallException(TaskCallException.Kind.UNAUTHORISED, message, cause);
  }
}
