package io.millrace.quickstart.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The mock's dispatcher with the checks that a real server makes and the mock does not: a status
 * update with a stale {@code resourceVersion} is refused, deletion preconditions are checked, a Pod
 * on a node stays until its grace period is over or its deletion is confirmed, and Pods can be
 * bound. Changes are made one at a time.
 */
final class FencedDispatcher extends KubernetesCrudDispatcher {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POD_PATH = "/api/v1/namespaces/[^/]+/pods/[^/]+";
  private static final String BINDINGS_PATH = "/api/v1/namespaces/([^/]+)/bindings";

  @Override
  public synchronized MockResponse handleUpdate(RecordedRequest request) {
    if (!path(request).endsWith("/status")) {
      return super.handleUpdate(request);
    }
    Optional<Map.Entry<AttributeSet, String>> found = find(request.getPath());
    if (found.isEmpty()) {
      return StatusAnswers.notFound(request.getPath());
    }
    ObjectNode stored = object(found.get().getValue());
    ObjectNode update = object(request.getUtf8Body());
    if (isStale(stored, update.path("metadata"))) {
      return StatusAnswers.conflict(request.getPath());
    }
    ObjectNode next = stored.deepCopy();
    next.set("status", update.path("status"));
    return store(request, found.get().getKey(), stored, next);
  }

  @Override
  public synchronized MockResponse handleCreate(RecordedRequest request) {
    if (path(request).matches(BINDINGS_PATH)) {
      return bind(request);
    }
    return super.handleCreate(request);
  }

  @Override
  public synchronized MockResponse handlePatch(RecordedRequest request) {
    return super.handlePatch(request);
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    return "DELETE".equals(request.getMethod()) ? delete(request) : super.dispatch(request);
  }

  private synchronized MockResponse delete(RecordedRequest request) {
    Optional<Map.Entry<AttributeSet, String>> found = find(request.getPath());
    if (found.isEmpty()) {
      return super.dispatch(request);
    }
    ObjectNode stored = object(found.get().getValue());
    String body = request.getUtf8Body();
    ObjectNode options = body == null || body.isEmpty() ? JSON.createObjectNode() : object(body);
    if (isStale(stored, options.path("preconditions"))) {
      return StatusAnswers.conflict(request.getPath());
    }
    long grace =
        options
            .path("gracePeriodSeconds")
            .asLong(stored.path("spec").path("terminationGracePeriodSeconds").asLong(30));
    if (path(request).matches(POD_PATH)
        && stored.path("spec").hasNonNull("nodeName")
        && grace > 0) {
      return markDeleted(request, found.get().getKey(), stored, grace);
    }
    return super.dispatch(request);
  }

  private MockResponse markDeleted(
      RecordedRequest request, AttributeSet key, ObjectNode stored, long grace) {
    ObjectNode next = stored.deepCopy();
    ObjectNode metadata = next.withObjectProperty("metadata");
    if (!metadata.has("deletionTimestamp")) {
      metadata.put(
          "deletionTimestamp",
          Instant.now().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
      metadata.put("deletionGracePeriodSeconds", grace);
    }
    return store(request, key, stored, next);
  }

  private MockResponse bind(RecordedRequest request) {
    ObjectNode binding = object(request.getUtf8Body());
    String path =
        path(request)
            .replaceFirst("bindings$", "pods/" + binding.path("metadata").path("name").asText());
    Optional<Map.Entry<AttributeSet, String>> found = find(path);
    if (found.isEmpty()) {
      return StatusAnswers.notFound(path);
    }
    ObjectNode stored = object(found.get().getValue());
    if (stored.path("spec").hasNonNull("nodeName")) {
      return StatusAnswers.conflict(path);
    }
    ObjectNode next = stored.deepCopy();
    next.withObjectProperty("spec").put("nodeName", binding.path("target").path("name").asText());
    return store(request, found.get().getKey(), stored, next);
  }

  private MockResponse store(
      RecordedRequest request, AttributeSet key, ObjectNode stored, ObjectNode next) {
    if (!next.equals(stored)) {
      next.withObjectProperty("metadata")
          .put("resourceVersion", Long.toString(requestResourceVersion()));
      String text = next.toString();
      processEvent(
          request.getPath(),
          key,
          key,
          Serialization.unmarshal(text, GenericKubernetesResource.class),
          text);
    }
    return new MockResponse().setResponseCode(200).setBody(next.toString());
  }

  private Optional<Map.Entry<AttributeSet, String>> find(String path) {
    AttributeSet key = getKey(path);
    return key.containsKey("name") ? Optional.ofNullable(findResource(key)) : Optional.empty();
  }

  private static boolean isStale(ObjectNode stored, JsonNode expected) {
    JsonNode metadata = stored.path("metadata");
    return differs(expected.path("resourceVersion"), metadata.path("resourceVersion"))
        || differs(expected.path("uid"), metadata.path("uid"));
  }

  private static boolean differs(JsonNode expected, JsonNode found) {
    return !expected.asText("").isEmpty() && !expected.asText().equals(found.asText());
  }

  private static String path(RecordedRequest request) {
    String path = request.getPath();
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the mock API server was sent something that is no JSON object", e);
    }
  }
}
