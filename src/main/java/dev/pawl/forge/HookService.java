package dev.pawl.forge;

import dev.pawl.forge.ForgeEventReader.Reading;
import dev.pawl.forge.HookController.HookReceipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Service;
import org.springframework.web.ErrorResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Verifies the events of forges and stores those that can start workflows. */
@Service
class HookService {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** The maximum size of all bodies that are received at the same time. */
  private static final int MAX_BYTES = 128 << 20;

  /** The maximum time in which a body arrives. */
  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  private final Semaphore freeBytes = new Semaphore(MAX_BYTES);
  private final ForgeConnections connections;
  private final WebhookVerifier verifier;
  private final ForgeEventReader reader;
  private final ReceivedEventRepository events;
  private final Clock clock;

  HookService(
      ForgeConnections connections,
      WebhookVerifier verifier,
      ForgeEventReader reader,
      ReceivedEventRepository events,
      Clock clock) {
    this.connections = connections;
    this.verifier = verifier;
    this.reader = reader;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Stores an event, unless it was received before or starts no workflow.
   *
   * @param header returns the value of a header; null if it is absent
   * @param content the body, which anyone can send, so that the size of all together is limited
   */
  HookReceipt receive(String name, Function<String, @Nullable String> header, InputStream content)
      throws IOException {
    ForgeConnection connection =
        connections
            .find(name)
            .filter(found -> found.settings().webhookSecret() != null)
            .orElseThrow(() ->
                problem(
                    HttpStatus.NOT_FOUND,
                    "There is no connection to a forge with this name and a webhook secret."));
    int[] received = {0};
    try {
      return receive(connection, header, read(content, received));
    } finally {
      freeBytes.release(received[0]);
    }
  }

  /** Reads a body while all bodies together are not too large. */
  private byte[] read(InputStream content, int[] received) throws IOException {
    var body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    long deadline = System.nanoTime() + MAX_TIME.toNanos();
    for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
      if (System.nanoTime() > deadline) {
        throw problem(
            HttpStatus.REQUEST_TIMEOUT,
            "The event did not arrive within %d s.".formatted(MAX_TIME.toSeconds()));
      }
      if (!freeBytes.tryAcquire(length)) {
        ErrorResponseException tooMany =
            problem(
                HttpStatus.TOO_MANY_REQUESTS,
                "Events of more than %d MiB are being received; send this one again later."
                    .formatted(MAX_BYTES >> 20));
        tooMany.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(MAX_TIME.toSeconds()));
        throw tooMany;
      }
      received[0] += length;
      body.write(buffer, 0, length);
    }
    return body.toByteArray();
  }

  private HookReceipt receive(
      ForgeConnection connection, Function<String, @Nullable String> header, byte[] body) {
    Optional<String> rejection = verifier.rejectionReason(connection, header, body);
    if (rejection.isPresent()) {
      throw problem(HttpStatus.UNAUTHORIZED, rejection.get());
    }
    String delivery = ForgeEventReader.deliveryId(connection.kind(), header);
    if (delivery == null) {
      throw problem(HttpStatus.BAD_REQUEST, "The header with the id of the delivery is missing.");
    }
    Reading reading = reader.read(connection.kind(), header, parse(body));
    ForgeEvent event = reading.event();
    if (event == null) {
      return HookReceipt.ignored(reading.reason());
    }
    if (!connection.allows(event.repository())) {
      return HookReceipt.ignored(
          "the repository is not listed in pawl.forge.connections.%s.repositories"
              .formatted(connection));
    }
    return store(connection, delivery, digest(body), event);
  }

  private HookReceipt store(
      ForgeConnection connection, String delivery, String digest, ForgeEvent event) {
    UUID id = UUID.randomUUID();
    int inserted =
        events.insertIfNew(
            id,
            connection.name(),
            delivery,
            digest,
            event.repository(),
            event.line(),
            MAPPER.writeValueAsString(event),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    return inserted == 1
        ? new HookReceipt(HookReceipt.Status.ACCEPTED, id, null)
        : new HookReceipt(
            HookReceipt.Status.DUPLICATE,
            events.findDuplicateId(connection.name(), delivery, digest).orElse(null),
            null);
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      // Reported below: the message quotes the body.
    }
    throw problem(HttpStatus.BAD_REQUEST, "The body must be a JSON object.");
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm SHA-256", e);
    }
  }

  private static ErrorResponseException problem(HttpStatus status, String detail) {
    return new ErrorResponseException(
        status, ProblemDetail.forStatusAndDetail(status, detail), null);
  }
}
