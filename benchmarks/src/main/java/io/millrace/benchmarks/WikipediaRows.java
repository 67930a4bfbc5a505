package io.millrace.benchmarks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.segments.RawRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Edits of a wiki as JSON: 18 string and 5 long fields, about 550 bytes, spread over one hour. Two
 * of the strings are nearly all distinct. The same seed gives the same rows.
 */
final class WikipediaRows implements RawRecords {

  private static final long START = 1_795_323_600_000L;
  private static final int HOUR = 3_600_000;
  private static final String[] NAMESPACES = {"Main", "Talk", "User", "Wikipedia"};
  private static final String[] LANGUAGES = {"en", "de", "fr", "vi"};

  private final List<byte[]> rows = new ArrayList<>();
  private final long bytes;

  WikipediaRows(int count, long seed) {
    Random random = new Random(seed);
    long total = 0;
    for (int i = 0; i < count; i++) {
      byte[] row = row(random, START + (long) HOUR * i / count).getBytes(StandardCharsets.UTF_8);
      rows.add(row);
      total += row.length;
    }
    this.bytes = total;
  }

  private static String row(Random random, long time) {
    int page = (int) (Math.pow(random.nextDouble(), 3) * 50_000);
    int user = (int) (Math.pow(random.nextDouble(), 2) * 20_000);
    int country = random.nextInt(60);
    int region = country * 5 + user % 5;
    int namespace = random.nextInt(NAMESPACES.length);
    int language = random.nextInt(LANGUAGES.length);
    int added = random.nextInt(2_000);
    int deleted = random.nextInt(300);
    boolean robot = random.nextBoolean();
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("time", Instant.ofEpochMilli(time).toString());
    row.put("channel", "#" + LANGUAGES[language] + ".wikipedia");
    row.put("language", LANGUAGES[language]);
    row.put("namespace", NAMESPACES[namespace]);
    row.put("page", "Article " + page);
    row.put("user", "Editor" + user);
    row.put("comment", "/* section " + random.nextInt(1_000_000) + " */ fixed");
    row.put(
        "diffUrl",
        "https://example.org/w?diff=" + random.nextInt(1_000_000_000) + "&oldid=" + page);
    row.put("flags", (robot ? "B" : "") + (added > 1_900 ? "N" : "M"));
    row.put("cityName", "City " + random.nextInt(900));
    row.put("countryIsoCode", "C" + country);
    row.put("countryName", "Country " + country);
    row.put("regionIsoCode", "R" + region);
    row.put("regionName", "Region " + region);
    row.put("isAnonymous", String.valueOf(namespace == 2));
    row.put("isMinor", String.valueOf(random.nextBoolean()));
    row.put("isNew", String.valueOf(random.nextBoolean()));
    row.put("isRobot", String.valueOf(robot));
    row.put("isUnpatrolled", String.valueOf(page % 10 == 0));
    row.put("added", added);
    row.put("deleted", deleted);
    row.put("delta", added - deleted);
    row.put("deltaBucket", (added - deleted) / 100 * 100);
    row.put("commentLength", 40 + random.nextInt(20));
    return row.toString();
  }

  /** Bytes of all rows. */
  long bytes() {
    return bytes;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public @Nullable ByteBuffer value(int index) {
    return ByteBuffer.wrap(rows.get(index));
  }

  @Override
  public long timestamp(int index) {
    return -1;
  }
}
