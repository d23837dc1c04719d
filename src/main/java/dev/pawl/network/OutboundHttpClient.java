package dev.pawl.network;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to other services and reports failures as values. Redirects are never followed, because their address
 * was not checked.
 */
public final class OutboundHttpClient {

  private static final Logger log = LoggerFactory.getLogger(OutboundHttpClient.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofDays(1);

  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          // Otherwise, each request asks for an upgrade to HTTP/2, which some receivers reject.
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /** Creates a client; the clock is used for a {@code Retry-After} that is a time. */
  public OutboundHttpClient(Clock clock) {
    this.clock = clock;
  }

  /**
   * A response, or the reason why there was none.
   *
   * @param status the HTTP status; null if there was no response
   * @param error the reason why there was no response; null if there was one
   * @param body the body as text; empty if it was not read
   */
  public record Response(
      @Nullable Integer status, @Nullable String error, HttpHeaders headers, String body) {

    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

    /** Returns the failure of a request that got no response. */
    public static Response failed(String error) {
      return new Response(null, error, NO_HEADERS, "");
    }

    /** Returns whether the status is 2xx. */
    public boolean isSuccess() {
      return status != null && status / 100 == 2;
    }
  }

  /** Sends a request and ignores the body of the response. */
  public Response send(HttpRequest request) {
    return exchange(
        request,
        BodyHandlers.ofInputStream(),
        body -> {
          body.close();
          return "";
        });
  }

  /**
   * Sends a request and reads the body of the response.
   *
   * @param maxBytes the size of a body from which the request counts as failed
   */
  public Response send(HttpRequest request, int maxBytes) {
    return exchange(
        request,
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes),
        body -> new String(body, StandardCharsets.UTF_8));
  }

  /** Converts the body of a response. */
  private interface BodyText<T> {
    String of(T body) throws IOException;
  }

  private <T> Response exchange(HttpRequest request, BodyHandler<T> handler, BodyText<T> text) {
    // The timeout of a request ends with the headers of the response; this one includes the body.
    long limit = request.timeout().orElse(DEFAULT_TIMEOUT).toMillis();
    var exchange = http.sendAsync(request, handler);
    try {
      var response = exchange.get(limit, TimeUnit.MILLISECONDS);
      return new Response(
          response.statusCode(), null, response.headers(), text.of(response.body()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Response.failed(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    } catch (IOException e) {
      return Response.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (TimeoutException e) {
      return Response.failed("HttpTimeoutException: no response within %d ms".formatted(limit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Response.failed("interrupted by the shutdown of the node");
    } finally {
      exchange.cancel(true);
    }
  }

  /** Returns the pause that a response asks for, in seconds or until a time, up to a day; zero if there is none. */
  public Duration retryAfter(Response response) {
    String text = response.headers().firstValue("Retry-After").orElse("").strip();
    Duration pause = Duration.ZERO;
    if (text.matches("\\d{1,9}")) {
      pause = Duration.ofSeconds(Long.parseLong(text));
    } else if (!text.isEmpty()) {
      try {
        Instant time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        pause = Duration.between(clock.instant(), time);
      } catch (DateTimeException e) {
        log.debug("A receiver sent an invalid Retry-After: {}", text, e);
      }
    }
    return limit(pause);
  }

  /** Returns the pause until a time that a response names, in Unix seconds, up to a day; empty if it names none. */
  public Optional<Duration> pauseUntil(Response response, String header) {
    return response
        .headers()
        .firstValue(header)
        .filter(text -> text.matches("\\d{1,12}"))
        .map(text ->
            limit(Duration.between(clock.instant(), Instant.ofEpochSecond(Long.parseLong(text)))));
  }

  private static Duration limit(Duration pause) {
    return pause.isNegative() ? Duration.ZERO : pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
  }
}
