package io.millrace.streams.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** One broker for all tests of a JVM, started by the first; it ends with the JVM. */
public final class SharedKafkaBroker {

  /** A user who may do everything. */
  public static final String USER = "alice";

  /** A user who may do nothing. */
  public static final String USER_WITHOUT_RIGHTS = "bob";

  /** The password of each user. */
  public static final String PASSWORD = "s3cr3t-of-%s";

  private static final AtomicInteger TOPICS = new AtomicInteger();

  private SharedKafkaBroker() {}

  public static KafkaBroker get() {
    return Holder.BROKER;
  }

  /** A new topic, called like no other. */
  public static String newTopic(int partitions) {
    String topic = newName();
    get().topics().create(topic, partitions);
    return topic;
  }

  /** A name that no topic has. */
  public static String newName() {
    return "topic-" + TOPICS.incrementAndGet();
  }

  private static final class Holder {

    static final KafkaBroker BROKER = start();

    private static KafkaBroker start() {
      try {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        return KafkaBrokerSetup.in(Files.createTempDirectory(target, "kafka-"))
            .withUser(USER, PASSWORD.formatted(USER))
            .withUserWithoutRights(USER_WITHOUT_RIGHTS, PASSWORD.formatted(USER_WITHOUT_RIGHTS))
            .start();
      } catch (IOException e) {
        throw new IllegalStateException("no Kafka broker for the tests", e);
      }
    }
  }
}
