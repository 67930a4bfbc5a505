package io.millrace.streams.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The user's properties, and what Kafka's clients are given in their place. */
record ClientProperties(Map<String, String> user) {

  private static final String READ_COMMITTED = "read_committed";

  static final List<String> ISOLATION_LEVELS = List.of(READ_COMMITTED, "read_uncommitted");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          READ_COMMITTED,
          ConsumerConfig.METADATA_MAX_AGE_CONFIG,
          "10000");

  private static final Map<String, String> FORCED =
      Map.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");

  private static final Set<String> LEFT_OUT =
      Set.of(
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  /** A shorter text of an unknown property would hide parts of ordinary words. */
  private static final int SHORTEST_UNKNOWN_SECRET = 6;

  ClientProperties {
    user = Map.copyOf(user);
  }

  String bootstrapServers() {
    return user.getOrDefault(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
  }

  String isolationLevel() {
    return user.getOrDefault(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
  }

  Set<String> overruled() {
    return user.entrySet().stream()
        .filter(property -> isOverruled(property.getKey(), property.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  Map<String, Object> forConsumer() {
    Map<String, Object> config = new HashMap<>(DEFAULTS);
    config.putAll(user);
    config.putAll(FORCED);
    config.keySet().removeAll(LEFT_OUT);
    return config;
  }

  /** For a consumer beside the one that reads: neither its name nor who looks at its records. */
  Map<String, Object> forRehearsal() {
    Map<String, Object> config = forConsumer();
    config.remove(ConsumerConfig.CLIENT_ID_CONFIG);
    config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    return config;
  }

  /**
   * Without what only a consumer understands; with short timeouts, for it never fetches records.
   */
  Map<String, Object> forAdmin(Duration apiTimeout) {
    Map<String, Object> config = new HashMap<>(user);
    config
        .keySet()
        .removeIf(
            name ->
                ConsumerConfig.configNames().contains(name)
                    && !AdminClientConfig.configNames().contains(name));
    String limit = Long.toString(apiTimeout.toMillis());
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, limit);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, limit);
    return config;
  }

  String redact(String text) {
    String redacted = text;
    for (Map.Entry<String, String> property : user.entrySet()) {
      if (mayBeSecret(property.getKey(), property.getValue())) {
        redacted = redacted.replace(property.getValue(), "[hidden]");
      }
    }
    return redacted;
  }

  private static boolean isOverruled(String name, String value) {
    return LEFT_OUT.contains(name) || !FORCED.getOrDefault(name, value).equals(value);
  }

  private static boolean mayBeSecret(String name, String value) {
    ConfigDef.ConfigKey known = ConsumerConfig.configDef().configKeys().get(name);
    return known == null
        ? value.length() >= SHORTEST_UNKNOWN_SECRET
        : known.type() == ConfigDef.Type.PASSWORD && !value.isEmpty();
  }
}
