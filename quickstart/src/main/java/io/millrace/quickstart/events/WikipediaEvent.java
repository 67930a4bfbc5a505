package io.millrace.quickstart.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * One edit of a page.
 *
 * @param time when
 * @param channel the wiki, such as {@code #en.wikipedia}
 * @param namespace the kind of page
 * @param page title of the page
 * @param user who
 * @param country where from, with its ISO code; absent for users that are logged in
 * @param comment what they say of it
 * @param robot whether a program did it
 * @param created whether the page is new
 * @param added bytes added
 * @param deleted bytes deleted
 */
public record WikipediaEvent(
    Instant time,
    String channel,
    String namespace,
    String page,
    String user,
    Country country,
    String comment,
    boolean robot,
    boolean created,
    long added,
    long deleted) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A country of the world, or none.
   *
   * @param code its ISO code, empty for none
   * @param name its name
   */
  public record Country(String code, String name) {
    public static final Country NONE = new Country("", "");
  }

  public long delta() {
    return added - deleted;
  }

  /** The event in the form of Druid's tutorial data. */
  public byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(640);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writePlace(json);
      json.writeStringField("isAnonymous", Boolean.toString(!country.equals(Country.NONE)));
      json.writeStringField("isMinor", Boolean.toString(added + deleted < 20));
      json.writeStringField("isNew", Boolean.toString(created));
      json.writeStringField("isRobot", Boolean.toString(robot));
      json.writeStringField("isUnpatrolled", "false");
      json.writeStringField("user", user);
      json.writeStringField("comment", comment);
      json.writeNumberField("commentLength", comment.length());
      json.writeNumberField("deltaBucket", Math.floorDiv(delta(), 100) * 100);
      json.writeNumberField("added", added);
      json.writeNumberField("deleted", deleted);
      json.writeNumberField("delta", delta());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void writePlace(JsonGenerator json) throws IOException {
    json.writeStringField("timestamp", time.toString());
    json.writeStringField("channel", channel);
    json.writeStringField("namespace", namespace);
    json.writeStringField("page", page);
    if (country.equals(Country.NONE)) {
      json.writeNullField("countryIsoCode");
      json.writeNullField("countryName");
    } else {
      json.writeStringField("countryIsoCode", country.code());
      json.writeStringField("countryName", country.name());
    }
    json.writeNullField("cityName");
    json.writeNullField("regionIsoCode");
    json.writeNullField("regionName");
    json.writeNullField("metroCode");
  }
}
