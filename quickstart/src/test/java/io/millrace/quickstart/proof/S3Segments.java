package io.millrace.quickstart.proof;

import io.millrace.protocol.SegmentDescriptor;
import io.millrace.segments.SegmentReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Segments in an S3 emulator that lets everybody read, by bucket and key alone. */
public final class S3Segments implements SegmentOpener {

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI endpoint;

  public S3Segments(URI endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public SegmentReader open(SegmentDescriptor segment) throws IOException {
    Map<String, Object> loadSpec = segment.loadSpec();
    if (!"s3_zip".equals(loadSpec.get("type"))) {
      throw new IOException(
          "segment %s has load spec %s; expected type s3_zip"
              .formatted(segment.identifier(), loadSpec));
    }
    Path zip = Files.createTempFile("segment", ".zip");
    try {
      download("/%s/%s".formatted(loadSpec.get("bucket"), loadSpec.get("key")), zip);
      return SegmentReader.open(zip);
    } finally {
      Files.delete(zip);
    }
  }

  private void download(String path, Path file) throws IOException {
    try {
      URI address =
          new URI(
              endpoint.getScheme(), null, endpoint.getHost(), endpoint.getPort(), path, null, null);
      HttpResponse<Path> answer =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofFile(file));
      if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("%s was answered with %d".formatted(address, answer.statusCode()));
      }
    } catch (URISyntaxException e) {
      throw new IOException("%s is no path of an object".formatted(path), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + path, e);
    }
  }
}
