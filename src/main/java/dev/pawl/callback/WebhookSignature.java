package dev.pawl.callback;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs callbacks as defined by Standard Webhooks 1.0, section "Signature scheme". */
public final class WebhookSignature {

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** Creates signatures with a secret, {@code whsec_} and Base64. */
  public WebhookSignature(String secret) {
    this.key =
        new SecretKeySpec(Base64.getDecoder().decode(secret.substring(PREFIX.length())), ALGORITHM);
  }

  /** Returns the value of the header {@code webhook-signature}. */
  public String sign(String id, Instant at, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      String content = "%s.%d.%s".formatted(id, at.getEpochSecond(), body);
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm " + ALGORITHM, e);
    }
  }
}
