package io.millrace.runner.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller asks. */
final class Request {

  private final HttpExchange exchange;

  Request(HttpExchange exchange) {
    this.exchange = exchange;
  }

  String method() {
    return exchange.getRequestMethod();
  }

  /** The decoded path. */
  String path() {
    return exchange.getRequestURI().getPath();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** The first value of a parameter of the query. */
  Optional<String> parameter(String name) {
    String query = exchange.getRequestURI().getRawQuery();
    return query == null
        ? Optional.empty()
        : Stream.of(query.split("&", -1))
            .filter(part -> part.startsWith(name + "="))
            .map(part -> part.substring(name.length() + 1))
            .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
            .findFirst();
  }

  /**
   * A parameter that is a number of at least zero.
   *
   * @throws BadRequestException when it is something else
   */
  long number(String name, long otherwise) throws BadRequestException {
    Optional<String> value = parameter(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.get());
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(name, value.get());
    }
    throw notANumber(name, value.get());
  }

  /**
   * The body.
   *
   * @throws BadRequestException when it is longer than {@code limit} bytes
   */
  byte[] body(int limit) throws IOException, BadRequestException {
    byte[] body = exchange.getRequestBody().readNBytes(limit + 1);
    if (body.length > limit) {
      throw new BadRequestException(413, "the body is longer than " + limit + " bytes");
    }
    return body;
  }

  private static BadRequestException notANumber(String name, String value) {
    return new BadRequestException(
        400, "parameter %s is '%s'; expected a number from 0 on".formatted(name, value));
  }
}
