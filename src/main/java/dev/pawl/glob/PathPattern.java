package dev.pawl.glob;

import java.util.List;
import java.util.Optional;

/**
 * A selected file, a folder with everything below it, or a glob; relative to the root of the target.
 *
 * @param text the pattern as typed, without a {@code ./} at its start
 * @param glob the glob of the selected files; for a folder, of everything below it
 */
public record PathPattern(String text, Glob glob) {

  private static final int MAX_LENGTH = 1000;
  private static final String EVERYTHING = "**";
  private static final String WILDCARDS = "*?[{\\";

  /** Creates the pattern of a path, such as {@code src}, {@code src/A.java} or {@code src/**}. */
  public static PathPattern of(String typed) {
    String text = typed.startsWith("./") ? typed.substring(2) : typed;
    if (text.isEmpty() || text.equals(".")) {
      return new PathPattern(EVERYTHING, Glob.path(EVERYTHING));
    }
    String folder = text.endsWith("/") ? text : text + "/";
    return new PathPattern(text, Glob.path(Glob.isPattern(text) ? text : folder));
  }

  /** Returns the reason why a text cannot select files of a target; empty if it can. */
  public static Optional<String> rejectionReason(String typed) {
    if (typed.isBlank()) {
      return Optional.of(
          "is empty; accepted are globs, folders and files such as src/**, src or a.py");
    }
    if (typed.length() > MAX_LENGTH) {
      return Optional.of("must not be longer than 1000 characters");
    }
    if (typed.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("must not contain control characters");
    }
    if (typed.startsWith("/")) {
      return Optional.of("must be relative to the root of the target, without a / at its start");
    }
    if (List.of(typed.split("/")).contains("..")) {
      return Optional.of("must not contain the segment ..");
    }
    return Optional.empty();
  }

  /**
   * Returns the folder that contains all selected files, or the only file that can be selected: the path up to the first
   * segment with a wildcard; empty for the root of the target.
   */
  public String literalPrefix() {
    int wildcard = 0;
    while (wildcard < text.length() && WILDCARDS.indexOf(text.charAt(wildcard)) < 0) {
      wildcard++;
    }
    int end = wildcard == text.length() ? wildcard : text.lastIndexOf('/', wildcard);
    String prefix = text.substring(0, Math.max(0, end));
    // A path with empty or dot segments is not the path of a file as it is listed.
    return ("/" + prefix + "/").matches(".*/\\.?/.+") ? "" : prefix.replaceFirst("/$", "");
  }

  /** Returns whether a file is selected. */
  public boolean includes(String path) {
    return text.equals(path) || glob.matches(path);
  }
}
