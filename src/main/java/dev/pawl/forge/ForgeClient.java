package dev.pawl.forge;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends authenticated requests to the API of a connection, with paths that are relative to it. */
@Component
class ForgeClient {

  private static final int PAGE_SIZE = 100;
  private static final int MAX_PAGES = 30;
  private static final int NOT_FOUND = 404;

  private final ForgeHttp http;
  private final ForgeAuthentication authentication;
  private final JsonMapper mapper;

  ForgeClient(ForgeHttp http, ForgeAuthentication authentication, JsonMapper mapper) {
    this.http = http;
    this.authentication = authentication;
    this.mapper = mapper;
  }

  /** Sends a request concerning a repository, of whose response nothing is used. */
  void send(ForgeConnection connection, String repository, String method, String path, Object body)
      throws ForgeException {
    sendRequest(connection, repository, method, path, body);
  }

  /**
   * Sends a request concerning a repository.
   *
   * @param body the body, which is sent as JSON; null for none
   * @param type the type of the response; what it does not name is ignored
   */
  <T> T send(
      ForgeConnection connection,
      String repository,
      String method,
      String path,
      @Nullable Object body,
      Class<T> type)
      throws ForgeException {
    JsonNode response = sendRequest(connection, repository, method, path, body);
    return convert(response.isMissingNode() ? mapper.createObjectNode() : response, type);
  }

  /** Sends a request that changes an object of a repository; empty if the object no longer exists. */
  <T> Optional<T> change(
      ForgeConnection connection,
      String repository,
      String method,
      String path,
      Object body,
      Class<T> type)
      throws ForgeException {
    try {
      return Optional.of(send(connection, repository, method, path, body, type));
    } catch (ForgeException e) {
      if (e.hasStatus(NOT_FOUND)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private JsonNode sendRequest(
      ForgeConnection connection,
      String repository,
      String method,
      String path,
      @Nullable Object body)
      throws ForgeException {
    Map<String, String> headers = authentication.headers(connection, repository);
    return http.send(method, connection.apiUrl() + path, headers, body);
  }

  private <T> T convert(JsonNode response, Class<T> type) throws ForgeException {
    try {
      return mapper
          .readerFor(type)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(response);
    } catch (JacksonException e) {
      throw new ForgeException("the response is not as documented: " + e.getOriginalMessage());
    }
  }

  /** Returns the items of one page of a list. */
  <T> List<T> page(ForgeConnection connection, String repository, String path, Class<T> type)
      throws ForgeException {
    var items = new ArrayList<T>();
    for (JsonNode item : sendRequest(connection, repository, "GET", path, null)) {
      items.add(convert(item, type));
    }
    return items;
  }

  /**
   * Returns the items of all pages of a list that match; at most 3,000 items are read.
   *
   * @param path the path, with a query
   */
  <T> List<T> list(
      ForgeConnection connection,
      String repository,
      String path,
      Class<T> type,
      Predicate<T> filter)
      throws ForgeException {
    var items = new ArrayList<T>();
    String query = path + (path.contains("?") ? "&" : "?") + "per_page=" + PAGE_SIZE;
    for (int page = 1; page <= MAX_PAGES; page++) {
      List<T> read = page(connection, repository, query + "&page=" + page, type);
      read.stream().filter(filter).forEach(items::add);
      if (read.size() < PAGE_SIZE) {
        break;
      }
    }
    return items;
  }

  /**
   * Returns the first comment that the user of the connection has written. The comments of other users are never
   * changed, whatever they contain.
   *
   * @param author returns the id of the author of a comment
   */
  <T> Optional<T> findOwn(
      ForgeConnection connection,
      String repository,
      List<T> comments,
      Function<T, @Nullable String> author)
      throws ForgeException {
    if (comments.isEmpty()) {
      return Optional.empty();
    }
    String user = send(connection, repository, "GET", "/user", null, ForgeUser.class).id();
    return comments.stream()
        .filter(comment -> user != null && user.equals(author.apply(comment)))
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
