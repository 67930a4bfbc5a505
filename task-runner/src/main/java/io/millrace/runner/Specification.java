package io.millrace.runner;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.crds.v1alpha1.StreamSupervisorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The accepted specification of the supervisor.
 *
 * @param spec its model
 * @param json as it was written: what decides how rows are stored is handed on unchanged
 */
record Specification(StreamSupervisorSpec spec, JsonNode json) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Reads it from a file; says why when it cannot. */
  static Optional<Specification> read(Path file, EnvironmentReader environment) {
    try {
      JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
      return Optional.of(
          new Specification(MAPPER.treeToValue(json, StreamSupervisorSpec.class), json));
    } catch (JacksonException e) {
      environment.problem(
          "%s is not the spec of a StreamSupervisor: %s".formatted(file, e.getOriginalMessage()));
    } catch (IOException e) {
      environment.problem("%s, the spec, cannot be read: %s".formatted(file, e));
    }
    return Optional.empty();
  }

  JsonNode dataSchema() {
    return json.path("dataSchema");
  }

  JsonNode inputFormat() {
    return json.path("ioConfig").path("inputFormat");
  }

  JsonNode tuningConfig() {
    return json.path("tuningConfig");
  }
}
