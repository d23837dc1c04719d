package dev.pawl.target;

import java.util.Arrays;

/** Converts line endings as git does when it stores a file of a work tree. */
public final class GitLineEndings {

  private GitLineEndings() {}

  /** Returns a text with LF line endings; carriage returns elsewhere stay. */
  public static byte[] toLf(byte[] text) {
    var converted = new byte[text.length];
    int length = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] != '\r' || i + 1 == text.length || text[i + 1] != '\n') {
        converted[length++] = text[i];
      }
    }
    return Arrays.copyOf(converted, length);
  }
}
