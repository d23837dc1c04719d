package dev.pawl.workspace;

import dev.pawl.target.FileWalker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.regex.Pattern;

/** Recognizes files that stand for a file in git LFS: a short text with the hash and the size of the content. */
final class LfsPointer {

  /** The size in bytes of a version line and the start of a hash. */
  private static final int MIN_SIZE = 50;

  /** The size in bytes that a pointer must not reach. */
  private static final int MAX_SIZE = 1024;

  private static final Pattern CONTENT =
      Pattern.compile(
          "version https?://(git-lfs|hawser)\\.github\\.com/spec/v\\d+\r"
              + "?\n"
              + "(?s:.*)\\boid sha256:(?s:.*)");

  private LfsPointer() {}

  static boolean isPointer(FileWalker.Entry file) throws IOException {
    if (file.size() < MIN_SIZE || file.size() >= MAX_SIZE) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file.file(), LinkOption.NOFOLLOW_LINKS)) {
      String text = new String(in.readNBytes(MAX_SIZE), StandardCharsets.ISO_8859_1);
      return text.startsWith("version ") && CONTENT.matcher(text).matches();
    }
  }
}
