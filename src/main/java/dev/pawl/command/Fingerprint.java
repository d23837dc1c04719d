package dev.pawl.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Composes the fingerprint of a finding from 16 hexadecimal digits for the file and 24 for the rest: the tool, the rule,
 * the code and the number of the occurrence in the file. The finding of a renamed file keeps its fingerprint if the digits
 * of the file are replaced with those of the old path.
 */
public final class Fingerprint {

  /** The number of hexadecimal digits of a fingerprint. */
  public static final int LENGTH = 40;

  /** The number of digits that identify the file. */
  public static final int FILE_KEY_LENGTH = 16;

  /** The pattern of a fingerprint. */
  public static final String PATTERN = "[0-9a-f]{40}";

  private Fingerprint() {}

  /** Returns the digits that identify a file by its path. */
  public static String fileKey(String path) {
    return sha1(path).substring(0, FILE_KEY_LENGTH);
  }

  /** Returns the digits of a fingerprint that identify the file. */
  public static String fileKeyOf(String fingerprint) {
    return fingerprint.substring(0, FILE_KEY_LENGTH);
  }

  /** Returns a fingerprint as it is in another file. */
  public static String inFile(String fileKey, String fingerprint) {
    return fileKey + fingerprint.substring(FILE_KEY_LENGTH);
  }

  /**
   * Creates a fingerprint.
   *
   * @param occurrence the number of the finding among those of the file with the same tool, rule and code, from 1
   */
  static String of(String path, String tool, String rule, String code, int occurrence) {
    String rest = sha1(String.join("\0", tool, rule, code, Integer.toString(occurrence)));
    return fileKey(path) + rest.substring(0, LENGTH - FILE_KEY_LENGTH);
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is not available", e);
    }
  }
}
