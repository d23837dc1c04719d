package dev.pawl.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A response.
 *
 * @param headers the first value of each header, by its name in lower case
 */
public record FuzzResponse(
    int status, Map<String, String> headers, byte[] body, Duration duration) {

  private static final int MAX_PRINTED_CHARACTERS = 1500;

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Returns the media type of the body, without parameters. */
  String type() {
    return header("content-type").replaceAll("\\s*;.*", "");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    String text = text();
    return "response: %d %s after %d ms%n%s"
        .formatted(
            status,
            header("content-type"),
            duration.toMillis(),
            text.length() <= MAX_PRINTED_CHARACTERS
                ? text
                : text.substring(0, MAX_PRINTED_CHARACTERS) + "...");
  }
}
