package io.millrace.runner;

import io.millrace.protocol.TaskVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The files and variables that a task process gets from its Pod. */
final class TaskFiles {

  static final String TOKEN = "the-token-of-the-supervisor";
  static final String POD_UID = "pod-uid-1";

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  TaskFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(deepStorage());
    Files.writeString(folder.resolve("token"), TOKEN + "\n");
    environment.put(TaskVariables.SPEC_FILE, folder.resolve("spec.json").toString());
    environment.put(TaskVariables.TOKEN_FILE, folder.resolve("token").toString());
    environment.put(TaskVariables.WORK_DIR, folder.resolve("work").toString());
    environment.put(TaskVariables.DEEP_STORAGE_DIR, deepStorage().toString());
    environment.put(TaskVariables.TERMINATION_LOG, terminationLog().toString());
    environment.put(TaskVariables.SUPERVISOR_UID, "supervisor-uid");
    environment.put(TaskVariables.NAMESPACE, "ns");
    environment.put(TaskVariables.SUPERVISOR, "clicks");
    environment.put(TaskVariables.GROUP, "0");
    environment.put(TaskVariables.GENERATION, "1");
    environment.put(TaskVariables.EPOCH, "1");
    environment.put(TaskVariables.POD_NAME, "clicks-0-1-0");
    environment.put(TaskVariables.POD_UID, POD_UID);
    environment.put(TaskVariables.POD_IP, "127.0.0.1");
    environment.put(TaskVariables.PORT, "0");
    environment.put(TaskVariables.GRACE_SECONDS, "60");
  }

  Path deepStorage() {
    return folder.resolve("deep-storage");
  }

  Path terminationLog() {
    return folder.resolve("termination-log");
  }

  /** What the process writes to its standard output. */
  Path log() {
    return folder.resolve("task.log");
  }

  TaskFiles with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  TaskFiles without(String variable) {
    environment.remove(variable);
    return this;
  }

  TaskFiles withSpec(String json) throws IOException {
    Files.writeString(folder.resolve("spec.json"), json);
    return this;
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  /** A specification for JSON records with a time, a page and a number. */
  static String spec(String bootstrapServers, String topic, String tuningConfig) {
    return """
        {"type": "kafka",
         "dataSchema": {
           "dataSource": "clicks",
           "timestampSpec": {"column": "time", "format": "iso"},
           "dimensionsSpec": {"dimensions": ["page"]},
           "metricsSpec": [{"type": "count", "name": "rows"},
                           {"type": "longSum", "name": "n", "fieldName": "n"}],
           "granularitySpec": {"segmentGranularity": "HOUR", "rollup": false}},
         "ioConfig": {
           "topic": "%s",
           "inputFormat": {"type": "json"},
           "consumerProperties": {"bootstrap.servers": "%s"}},
         "tuningConfig": %s}
        """
        .formatted(topic, bootstrapServers, tuningConfig);
  }

  /** The {@code number}-th record that fits {@link #spec}; an hour takes 1,000 of them. */
  static String record(int number) {
    return "{\"time\": \"2026-01-01T%02d:00:00Z\", \"page\": \"p%d\", \"n\": %d}"
        .formatted(number / 1_000 % 24, number, number);
  }
}
