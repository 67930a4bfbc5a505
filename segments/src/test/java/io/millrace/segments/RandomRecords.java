package io.millrace.segments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.NullMarked;

/**
 * JSON records with fields that are missing, null, empty, of another type, of several values, or
 * not JSON at all.
 */
@NullMarked
final class RandomRecords {

  static final long START = 1_795_323_600_000L; // 2026-11-22T05:00:00Z

  private final Random random;
  private final int cardinality;
  private long sequence;

  RandomRecords(long seed) {
    this.random = new Random(seed);
    this.cardinality = 1 + random.nextInt(40);
  }

  TestRecords batch(int size) {
    TestRecords records = new TestRecords();
    for (int i = 0; i < size; i++) {
      records.add(record());
    }
    return records;
  }

  private byte[] record() {
    String text =
        switch (random.nextInt(40)) {
          case 0 -> "{\"time\": " + START;
          case 1 -> "[1, 2]";
          case 2 -> "";
          case 3 -> row().toString() + row();
          default -> row().toString();
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ObjectNode row() {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("time", START + random.nextInt(3) * 3_600_000L + random.nextInt(90) * 1_000L);
    row.put("id", sequence++);
    maybeString(row, "page");
    maybeString(row, "user");
    tags(row);
    switch (random.nextInt(6)) {
      case 0 -> row.put("added", "not a number");
      case 1 -> row.putNull("added");
      case 2 -> row.put("added", String.valueOf(random.nextInt(cardinality)));
      default -> row.put("added", random.nextInt(cardinality) - 5);
    }
    if (random.nextInt(4) > 0) {
      row.put("delta", random.nextInt(1_000) * 0.25);
    }
    row.putObject("geo").put("country", value()).put("lat", random.nextInt(90) * 0.5);
    return row;
  }

  private void maybeString(ObjectNode row, String name) {
    switch (random.nextInt(8)) {
      case 0 -> row.putNull(name);
      case 1 -> row.put(name, "");
      case 2 -> row.put(name, random.nextInt(cardinality));
      case 3 -> {
        // left out
      }
      default -> row.put(name, value());
    }
  }

  private void tags(ObjectNode row) {
    int tags = random.nextInt(4);
    if (tags > 0) {
      ArrayNode values = row.putArray("tags");
      for (int i = 0; i < tags; i++) {
        values.add(value());
      }
    }
  }

  /** Some values lie above U+FFFF, where the order of UTF-16 is not the order of code points. */
  private String value() {
    int number = random.nextInt(cardinality);
    return switch (number % 5) {
      case 0 -> "\uFF21" + number;
      case 1 -> "\uD83D\uDE00" + number;
      default -> "v" + number;
    };
  }
}
