package dev.pawl.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectChecker;

/**
 * Validates entry names: only plain paths below the extraction folder are accepted.
 *
 * @param maxPathLength the maximum length of a path, in bytes
 * @param maxDepth the maximum nesting depth of folders
 */
record EntryNameValidator(int maxPathLength, int maxDepth) {

  /** The name of git's own folder, which is never extracted. */
  static final String GIT_FOLDER = ".git";

  static final String NOT_UTF_8 = "has a name that is not valid UTF-8";
  private static final int MAX_SEGMENT_LENGTH = 255;
  private static final Pattern DRIVE_LETTER = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);

  /** Decodes UTF-8; returns empty if the bytes are not valid UTF-8. */
  static Optional<String> decode(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Returns the segments of a path, without empty ones and {@code .}. */
  static List<String> segments(String name) {
    return Arrays.stream(name.split("/"))
        .filter(segment -> !segment.isEmpty() && !segment.equals("."))
        .toList();
  }

  /** Returns the normalized path of a name; empty for the extraction folder itself. */
  static String normalize(String name) {
    return segments(name).stream().collect(Collectors.joining("/"));
  }

  /** Returns what is wrong with a name, if anything. */
  Optional<String> validate(String name) {
    if (name.isEmpty()) {
      return Optional.of("has an empty name");
    }
    if (name.indexOf('\0') >= 0) {
      return Optional.of("has a NUL character in its name");
    }
    if (name.indexOf('\uFFFD') >= 0) {
      return Optional.of(NOT_UTF_8);
    }
    if (name.startsWith("/")) {
      return Optional.of("has an absolute path");
    }
    if (name.indexOf('\\') >= 0) {
      return Optional.of("has a backslash in its name; use / as the separator");
    }
    if (DRIVE_LETTER.matcher(name).matches()) {
      return Optional.of("starts with a drive letter");
    }
    return segments(name).contains("..")
        ? Optional.of("has a .. segment in its path")
        : validateSize(name).or(() -> validateForGit(name));
  }

  private Optional<String> validateSize(String name) {
    int bytes = byteLength(name);
    if (bytes > maxPathLength) {
      return Optional.of(
          "has a path of %,d bytes; the maximum is %,d".formatted(bytes, maxPathLength));
    }
    List<String> segments = segments(name);
    if (segments.size() > maxDepth + 1) {
      return Optional.of("is nested more than %d folders deep".formatted(maxDepth));
    }
    return segments.stream().anyMatch(segment -> byteLength(segment) > MAX_SEGMENT_LENGTH)
        ? Optional.of("has a path segment of more than %d bytes".formatted(MAX_SEGMENT_LENGTH))
        : Optional.empty();
  }

  private static int byteLength(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Rejects names that git reserves, since snapshots are git trees. */
  private static Optional<String> validateForGit(String name) {
    var checker = new ObjectChecker();
    for (String segment : segments(name)) {
      try {
        if (!segment.equals(GIT_FOLDER)) {
          checker.checkPathSegment(
              segment.getBytes(StandardCharsets.UTF_8), 0, byteLength(segment));
        }
      } catch (CorruptObjectException e) {
        return Optional.of("cannot be stored in a git tree: " + e.getMessage());
      }
    }
    return Optional.empty();
  }
}
