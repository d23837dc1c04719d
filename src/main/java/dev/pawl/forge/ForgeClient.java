package dev.pawl.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Sends authenticated requests to the API of a connection, with paths that are relative to it. */
@Component
class ForgeClient {

  private static final int PAGE_SIZE = 100;
  private static final int MAX_PAGES = 30;

  private final ForgeHttp http;
  private final ForgeAuthentication authentication;

  ForgeClient(ForgeHttp http, ForgeAuthentication authentication) {
    this.http = http;
    this.authentication = authentication;
  }

  /** Sends a request concerning a repository. */
  JsonNode send(
      ForgeConnection connection,
      String repository,
      String method,
      String path,
      @Nullable Object body)
      throws ForgeException {
    Map<String, String> headers = authentication.headers(connection, repository);
    return http.send(method, connection.apiUrl() + path, headers, body);
  }

  /**
   * Returns the items of all pages of a list that match; at most 3,000 items are read.
   *
   * @param path the path, with a query
   */
  List<JsonNode> list(
      ForgeConnection connection, String repository, String path, Predicate<JsonNode> filter)
      throws ForgeException {
    var items = new ArrayList<JsonNode>();
    String query = path + (path.contains("?") ? "&" : "?") + "per_page=" + PAGE_SIZE;
    for (int page = 1; page <= MAX_PAGES; page++) {
      JsonNode response = send(connection, repository, "GET", query + "&page=" + page, null);
      response.valueStream().filter(filter).forEach(items::add);
      if (response.size() < PAGE_SIZE) {
        break;
      }
    }
    return items;
  }

  /**
   * Returns the first comment that the user of the connection has written. The comments of other users are never
   * changed, whatever they contain.
   *
   * @param authorPointer the JSON pointer to the id of the author
   */
  Optional<RemoteObject> findOwn(
      ForgeConnection connection,
      String repository,
      List<JsonNode> comments,
      String authorPointer,
      String urlField)
      throws ForgeException {
    if (comments.isEmpty()) {
      return Optional.empty();
    }
    String user = send(connection, repository, "GET", "/user", null).path("id").asString("");
    return comments.stream()
        .filter(comment -> !user.isEmpty())
        .filter(comment -> comment.at(authorPointer).asString("").equals(user))
        .map(comment -> RemoteObject.of(comment, "id", urlField))
        .findFirst();
  }

  /** Encodes a value as a part of a path, including its slashes. */
  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Encodes the parts of a path between slashes. */
  static String encodePath(String path) {
    return Arrays.stream(path.split("/")).map(ForgeClient::encode).collect(Collectors.joining("/"));
  }
}
