package io.millrace.protocol;

import java.net.URI;

/**
 * Which task is called, and where. Its text form does not show the token.
 *
 * @param base scheme, host and port, such as {@code http://10.0.0.7:8100}
 * @param podUid UID of the Pod that is meant; another one that got the same address refuses
 * @param token the supervisor's token
 */
public record TaskAddress(URI base, String podUid, String token) {

  /** A task that answers plain HTTP. An IPv6 address is given without brackets. */
  public static TaskAddress http(String host, int port, String podUid, String token) {
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return new TaskAddress(URI.create("http://" + bracketed + ":" + port), podUid, token);
  }

  @Override
  public String toString() {
    return "TaskAddress[base=%s, podUid=%s]".formatted(base, podUid);
  }
}
