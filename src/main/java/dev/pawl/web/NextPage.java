package dev.pawl.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriUtils;

/** Refers to the next page of a list with the header {@code Link} (RFC 8288). */
public final class NextPage {

  private static final String CURSOR = "cursor";

  private NextPage() {}

  /**
   * Creates the response with a page.
   *
   * @param parameters the query of the request, which the next page repeats
   * @param cursor the cursor of the next page; null on the last page
   * @param replaced the parameters that the cursor replaces
   */
  public static <T> ResponseEntity<T> respond(
      T page,
      String path,
      MultiValueMap<String, String> parameters,
      @Nullable String cursor,
      String... replaced) {
    var response = ResponseEntity.ok();
    if (cursor != null) {
      String query =
          parameters.entrySet().stream()
              .filter(entry -> !entry.getKey().equals(CURSOR))
              .filter(entry -> !List.of(replaced).contains(entry.getKey()))
              .flatMap(
                  entry -> entry.getValue().stream().map(value -> encode(entry.getKey(), value)))
              .map(pair -> pair + "&")
              .collect(Collectors.joining());
      response.header(
          HttpHeaders.LINK,
          "<%s?%s%s>; rel=\"next\"".formatted(path, query, encode(CURSOR, cursor)));
    }
    return response.body(page);
  }

  private static String encode(String name, @Nullable String value) {
    return UriUtils.encode(name, StandardCharsets.UTF_8)
        + "="
        + UriUtils.encode(value == null ? "" : value, StandardCharsets.UTF_8);
  }
}
