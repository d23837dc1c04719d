package dev.pawl.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map.Entry;

/**
 * A request.
 *
 * @param target the path and query as sent
 */
public record Sent(
    int number, String method, String target, List<Entry<String, String>> headers, byte[] body) {

  private static final int SHOWN = 4000;

  /** Returns the path, without the query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** Returns everything that is needed to repeat the request. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append("request ").append(number).append(": ").append(method).append(' ');
    text.append(shortened(target)).append('\n');
    headers.forEach(header ->
        text.append(header.getKey())
            .append(": ")
            .append(shortened(header.getValue()))
            .append('\n'));
    return body.length == 0
        ? text.toString()
        : text.append(shortened(new String(body, StandardCharsets.ISO_8859_1))).toString();
  }

  private static String shortened(String text) {
    var shown = new StringBuilder();
    text.chars()
        .limit(SHOWN)
        .forEach(one ->
            shown.append(
                one < ' ' || one > '~' ? "\\u%04x".formatted(one) : String.valueOf((char) one)));
    return text.length() <= SHOWN ? shown.toString() : shown + "... of " + text.length();
  }
}
