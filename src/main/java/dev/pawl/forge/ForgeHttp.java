package dev.pawl.forge;

import dev.pawl.network.OutboundHttpClient;
import dev.pawl.network.OutboundHttpClient.Response;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Sends requests to the APIs of forges. */
@Component
class ForgeHttp {

  private static final int MAX_BODY_BYTES = 8 << 20;
  private static final int MAX_MESSAGE_LENGTH = 500;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;

  /** The pause after a response that names a limit, and no time at which it ends. */
  private static final Duration DEFAULT_PAUSE = Duration.ofMinutes(1);

  /** The headers that name the end of a rate limit, in Unix seconds. */
  private static final List<String> RESET_HEADERS = List.of("X-RateLimit-Reset", "RateLimit-Reset");

  private static final List<String> REMAINING_HEADERS =
      List.of("X-RateLimit-Remaining", "RateLimit-Remaining");

  private final ForgeProperties properties;
  private final OutboundHttpClient http;
  private final JsonMapper mapper;

  ForgeHttp(ForgeProperties properties, JsonMapper mapper, Clock clock) {
    this.properties = properties;
    this.mapper = mapper;
    this.http = new OutboundHttpClient(clock);
  }

  /**
   * Sends a request.
   *
   * @param url the complete URL
   * @param headers the headers, among them that with the secret
   * @param body the body, which is sent as JSON; null for none
   * @return the body of the response; a missing node if it is empty
   * @throws ForgeException if the URL is not allowed, or there is no response with a status 2xx
   */
  JsonNode send(String method, String url, Map<String, String> headers, @Nullable Object body)
      throws ForgeException {
    // The host may resolve to another address than before.
    Optional<String> rejection = properties.urlPolicy().rejectionReason(url, List.of("https"));
    if (rejection.isPresent()) {
      throw new ForgeException("the URL of the forge " + rejection.get());
    }
    BodyPublisher content =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(mapper.writeValueAsString(body));
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(properties.timeout())
            .header("User-Agent", "Pawl")
            .method(method, content);
    headers.forEach(request::header);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    Response response = http.send(request.build(), MAX_BODY_BYTES);
    if (!response.isSuccess()) {
      throw failure(response);
    }
    return read(response.body());
  }

  private JsonNode read(String body) throws ForgeException {
    if (body.isBlank()) {
      return MissingNode.getInstance();
    }
    try {
      return mapper.readTree(body);
    } catch (JacksonException e) {
      throw new ForgeException("the response is no JSON: " + e.getOriginalMessage());
    }
  }

  private ForgeException failure(Response response) {
    Integer status = response.status();
    if (status == null) {
      return new ForgeException(String.valueOf(response.error()));
    }
    Duration pause = http.retryAfter(response);
    boolean exhausted =
        REMAINING_HEADERS.stream()
            .map(header -> response.headers().firstValueAsLong(header))
            .filter(OptionalLong::isPresent)
            .anyMatch(remaining -> remaining.getAsLong() == 0);
    boolean limited =
        status == TOO_MANY_REQUESTS
            || status == FORBIDDEN
                && (exhausted
                    || !pause.isZero()
                    || response.body().toLowerCase(Locale.ROOT).contains("rate limit"));
    if (limited && pause.isZero()) {
      pause =
          RESET_HEADERS.stream()
              .flatMap(header -> http.pauseUntil(response, header).stream())
              .findFirst()
              .orElse(DEFAULT_PAUSE);
    }
    return new ForgeException(message(status, response.body()), status, pause, limited);
  }

  /** Returns the message of an error, which forges return in different fields. */
  private String message(int status, String body) {
    String text = body;
    try {
      JsonNode json = mapper.readTree(body);
      JsonNode message = json.has("message") ? json.get("message") : json.path("error");
      JsonNode errors = json.path("errors");
      text =
          (message.isString() ? message.asString() : message.toString())
              + (errors.isMissingNode() ? "" : " " + errors);
    } catch (JacksonException e) {
      // The text is the message.
    }
    String line = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    return "HTTP %d: %s"
        .formatted(status, line.substring(0, Math.min(MAX_MESSAGE_LENGTH, line.length())));
  }
}
