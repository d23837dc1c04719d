package dev.pawl.forge;

import dev.pawl.callback.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Verifies that an event was sent by a forge that knows the secret of its connection. Comparisons take constant time. */
@Component
class WebhookVerifier {

  private static final String STANDARD_SECRET_PREFIX = "whsec_";
  private static final String STANDARD_SECRET = "whsec_[A-Za-z0-9+/]{32,86}={0,2}";
  private static final String HMAC = "HmacSHA256";

  /** The maximum difference between the time of a signature and now, as Standard Webhooks recommends. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final Clock clock;

  WebhookVerifier(Clock clock) {
    this.clock = clock;
  }

  /**
   * Returns why an event is not accepted; empty if it is authentic.
   *
   * @param header returns the value of a header; null if it is absent
   */
  Optional<String> rejectionReason(
      ForgeConnection connection, Function<String, @Nullable String> header, byte[] body) {
    String secret = connection.settings().webhookSecret();
    if (secret == null) {
      return Optional.of("The connection has no webhook secret.");
    }
    return switch (connection.kind()) {
      case GITHUB -> verifyHmac("X-Hub-Signature-256", "sha256=", header, secret, body);
      case GITEA -> verifyHmac("X-Gitea-Signature", "", header, secret, body);
      case GITLAB ->
          secret.startsWith(STANDARD_SECRET_PREFIX)
              ? verifyStandard(header, secret, body)
              : verifyToken(header, secret);
    };
  }

  private static Optional<String> verifyHmac(
      String name,
      String prefix,
      Function<String, @Nullable String> header,
      String secret,
      byte[] body) {
    String signature = header.apply(name);
    if (signature == null) {
      return Optional.of("The header %s is missing.".formatted(name));
    }
    String expected = prefix + HexFormat.of().formatHex(hmac(secret, body));
    return isEqual(expected, signature)
        ? Optional.empty()
        : Optional.of("The header %s does not match the body and the secret.".formatted(name));
  }

  private static byte[] hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm " + HMAC, e);
    }
  }

  private static Optional<String> verifyToken(
      Function<String, @Nullable String> header, String secret) {
    String token = header.apply("X-Gitlab-Token");
    return token != null && isEqual(secret, token)
        ? Optional.empty()
        : Optional.of("The header X-Gitlab-Token is missing or does not match the secret.");
  }

  private Optional<String> verifyStandard(
      Function<String, @Nullable String> header, String secret, byte[] body) {
    String id = header.apply("webhook-id");
    String timestamp = header.apply("webhook-timestamp");
    String signatures = header.apply("webhook-signature");
    if (id == null || signatures == null || timestamp == null || !timestamp.matches("\\d{1,12}")) {
      return Optional.of(
          "The headers webhook-id, webhook-timestamp and webhook-signature are required.");
    }
    Instant at = Instant.ofEpochSecond(Long.parseLong(timestamp));
    if (Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) > 0) {
      return Optional.of("The header webhook-timestamp differs from now by more than 5 minutes.");
    }
    if (!secret.matches(STANDARD_SECRET)) {
      return Optional.of("The webhook secret of the connection is not whsec_ and Base64.");
    }
    String expected =
        new WebhookSignature(secret).sign(id, at, new String(body, StandardCharsets.UTF_8));
    return Arrays.stream(signatures.split(" ")).anyMatch(candidate -> isEqual(expected, candidate))
        ? Optional.empty()
        : Optional.of("The header webhook-signature does not match the body and the secret.");
  }

  private static boolean isEqual(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }
}
