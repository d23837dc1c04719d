package dev.pawl.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A cache key: a digest of all inputs of a computation.
 *
 * @param digest the SHA-256 digest, in hexadecimal digits
 */
public record CacheKey(String digest) {

  /** Returns the key of a computation with these inputs, in this order. */
  public static CacheKey of(String... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // The length prefix distinguishes inputs that are equal only when concatenated, such as
        // (ab, c) and (a, bc).
        sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
      }
      return new CacheKey(HexFormat.of().formatHex(sha.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM lacks the required algorithm SHA-256", e);
    }
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(digest);
  }
}
