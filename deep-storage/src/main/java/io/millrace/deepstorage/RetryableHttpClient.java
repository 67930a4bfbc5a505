package io.millrace.deepstorage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Gives broken connections to the SDK as what they are: the client over {@code HttpURLConnection}
 * wraps some of them in an unchecked exception, which the SDK neither tries again nor turns into
 * one of its own.
 */
record RetryableHttpClient(SdkHttpClient client) implements SdkHttpClient {

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Request(client.prepareRequest(request));
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  private record Request(ExecutableHttpRequest request) implements ExecutableHttpRequest {

    @Override
    public HttpExecuteResponse call() throws IOException {
      try {
        return request.call();
      } catch (UncheckedIOException e) {
        throw Objects.requireNonNull(e.getCause());
      }
    }

    @Override
    public void abort() {
      request.abort();
    }
  }
}
