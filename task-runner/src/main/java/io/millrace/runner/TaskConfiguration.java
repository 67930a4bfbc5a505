package io.millrace.runner;

import io.millrace.protocol.TaskVariables;
import io.millrace.runner.life.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * All that a task process is told from outside. Its text form does not show the token or a secret.
 *
 * @param attempt which task it is
 * @param replicas how many tasks read the same
 * @param specification what the supervisor asks for
 * @param token the supervisor's token
 * @param directory for scratch files
 * @param deepStorageDirectory where a local deep storage is mounted
 * @param host address to listen at
 * @param port port to listen at
 * @param grace the Pod's termination grace period
 * @param environment the environment, for values of Secrets
 */
record TaskConfiguration(
    Attempt attempt,
    int replicas,
    Specification specification,
    String token,
    Path directory,
    Optional<Path> deepStorageDirectory,
    String host,
    int port,
    Duration grace,
    Map<String, String> environment) {

  private static final int MAX_PORT = 65_535;

  /**
   * Reads the environment and the files that it names.
   *
   * @throws ConfigurationException with all that is wrong
   */
  static TaskConfiguration read(Map<String, String> environment) throws ConfigurationException {
    EnvironmentReader reader = new EnvironmentReader(environment);
    Attempt attempt = attempt(reader);
    int replicas = (int) reader.number(TaskVariables.REPLICAS, 1, 1, Integer.MAX_VALUE);
    Path specFile = reader.path(TaskVariables.SPEC_FILE);
    Optional<Specification> specification =
        specFile.toString().isEmpty() ? Optional.empty() : Specification.read(specFile, reader);
    String token = token(reader);
    Path directory = reader.path(TaskVariables.WORK_DIR);
    Optional<Path> deepStorage = reader.optionalPath(TaskVariables.DEEP_STORAGE_DIR);
    String host = reader.text(TaskVariables.POD_IP);
    int port = (int) reader.number(TaskVariables.PORT, TaskVariables.DEFAULT_PORT, 0, MAX_PORT);
    long grace =
        reader.number(
            TaskVariables.GRACE_SECONDS, TaskVariables.DEFAULT_GRACE_SECONDS, 0, Integer.MAX_VALUE);
    if (!reader.problems().isEmpty()) {
      throw new ConfigurationException(reader.problems());
    }
    return new TaskConfiguration(
        attempt,
        replicas,
        specification.orElseThrow(),
        token,
        directory,
        deepStorage,
        host,
        port,
        Duration.ofSeconds(grace),
        Map.copyOf(environment));
  }

  @Override
  public String toString() {
    return "TaskConfiguration[attempt=%s, host=%s, port=%d]".formatted(attempt, host, port);
  }

  private static Attempt attempt(EnvironmentReader reader) {
    return new Attempt(
        reader.text(TaskVariables.NAMESPACE),
        reader.text(TaskVariables.SUPERVISOR),
        reader.text(TaskVariables.SUPERVISOR_UID),
        (int) reader.number(TaskVariables.GROUP, 0, Integer.MAX_VALUE),
        (int) reader.number(TaskVariables.GENERATION, 0, Integer.MAX_VALUE),
        reader.number(TaskVariables.EPOCH, 0, Long.MAX_VALUE),
        reader.text(TaskVariables.POD_NAME),
        reader.text(TaskVariables.POD_UID));
  }

  private static String token(EnvironmentReader reader) {
    Path file = reader.path(TaskVariables.TOKEN_FILE);
    if (file.toString().isEmpty()) {
      return "";
    }
    try {
      String token = Files.readString(file).strip();
      if (token.isEmpty()) {
        reader.problem("%s, the supervisor's token, is empty".formatted(file));
      }
      return token;
    } catch (IOException e) {
      reader.problem("%s, the supervisor's token, cannot be read: %s".formatted(file, e));
      return "";
    }
  }
}
