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

/** What entries may be called: only what is a plain path below the folder that they are unpacked to. */
record Names(int longest, int deepest) {

  /** What git calls its own folder; never taken over. */
  static final String GIT = ".git";

  static final String NOT_UTF_8 = "has a name that is not valid UTF-8";
  private static final int LONGEST_PART = 255;
  private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);

  /** The text of these bytes; empty when they are not UTF-8. */
  static Optional<String> decode(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The parts of a path, without those that say nothing. */
  static List<String> parts(String name) {
    return Arrays.stream(name.split("/"))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .toList();
  }

  /** A name as the one path that it means; empty for the folder itself. */
  static String path(String name) {
    return parts(name).stream().collect(Collectors.joining("/"));
  }

  /** What is wrong with a name, if anything is. */
  Optional<String> fault(String name) {
    if (name.isEmpty()) {
      return Optional.of("has an empty name");
    }
    if (name.indexOf('\0') >= 0) {
      return Optional.of("has a NUL in its name");
    }
    if (name.indexOf('\uFFFD') >= 0) {
      return Optional.of(NOT_UTF_8);
    }
    if (name.startsWith("/")) {
      return Optional.of("has an absolute path");
    }
    if (name.indexOf('\\') >= 0) {
      return Optional.of("has a backslash in its name; paths are written with /");
    }
    if (DRIVE.matcher(name).matches()) {
      return Optional.of("begins like the letter of a drive");
    }
    return parts(name).contains("..")
        ? Optional.of("leads out of the archive by ..")
        : size(name).or(() -> git(name));
  }

  private Optional<String> size(String name) {
    int bytes = bytes(name);
    if (bytes > longest) {
      return Optional.of("has a path of %,d bytes; %,d are allowed".formatted(bytes, longest));
    }
    List<String> parts = parts(name);
    if (parts.size() > deepest + 1) {
      return Optional.of("lies more than %d folders deep".formatted(deepest));
    }
    return parts.stream().anyMatch(part -> bytes(part) > LONGEST_PART)
        ? Optional.of("has a name of more than %d bytes".formatted(LONGEST_PART))
        : Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Snapshots are git trees, which cannot hold what git takes for its own. */
  private static Optional<String> git(String name) {
    var checker = new ObjectChecker();
    for (String part : parts(name)) {
      try {
        if (!part.equals(GIT)) {
          checker.checkPathSegment(part.getBytes(StandardCharsets.UTF_8), 0, bytes(part));
        }
      } catch (CorruptObjectException e) {
        return Optional.of("cannot be kept by git: " + e.getMessage());
      }
    }
    return Optional.empty();
  }
}
