package dev.pawl.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A request.
 *
 * @param target the path and query as sent
 * @param unknown the name of the parameter or member that the contract does not contain; absent if there is none
 * @param otherwiseValid whether the rest of the request conforms to the contract
 */
public record FuzzRequest(
    int number,
    String method,
    String target,
    List<Entry<String, String>> headers,
    byte[] body,
    @Nullable String unknown,
    boolean otherwiseValid) {

  private static final int MAX_PRINTED_CHARACTERS = 4000;

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
    text.append(printable(target)).append('\n');
    headers.forEach(header ->
        text.append(header.getKey())
            .append(": ")
            .append(printable(header.getValue()))
            .append('\n'));
    return body.length == 0
        ? text.toString()
        : text.append(printable(new String(body, StandardCharsets.ISO_8859_1))).toString();
  }

  private static String printable(String text) {
    var shown = new StringBuilder();
    text.chars()
        .limit(MAX_PRINTED_CHARACTERS)
        .forEach(character ->
            shown.append(
                character < ' ' || character > '~'
                    ? "\\u%04x".formatted(character)
                    : String.valueOf((char) character)));
    return text.length() <= MAX_PRINTED_CHARACTERS
        ? shown.toString()
        : shown + "... of " + text.length();
  }
}
