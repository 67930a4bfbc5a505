package io.millrace.operator.testing;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes every request of a client that writes, renewals of the lease aside. */
public final class CountedWrites implements Interceptor {

  private final List<String> writes = new CopyOnWriteArrayList<>();

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    boolean lease = request.uri().getPath().contains("/leases");
    if (!request.method().equals("GET") && !lease) {
      writes.add(request.method() + " " + request.uri().getPath());
    }
  }

  public List<String> writes() {
    return List.copyOf(writes);
  }
}
