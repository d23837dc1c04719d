package dev.pawl.externaltool;

import dev.pawl.target.FileWalker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the {@code go.mod} files of a target, which can replace a module by a folder anywhere. */
final class GoModuleFile {

  static final String NAME = "go.mod";

  private static final long MAX_BYTES = 1 << 20;

  /** The replacement in a directive; everything else after the arrow is quoted, and not accepted. */
  private static final Pattern REPLACEMENT = Pattern.compile("=>[ \\t]*([^\\s\"'`]+)?");

  private GoModuleFile() {}

  /**
   * Checks that no replacement leads out of a folder.
   *
   * @param tool the name of the program, for the message
   * @throws IOException if one does, or if a {@code go.mod} cannot be read
   */
  static void requireNoReplacementOutside(String tool, Path folder) throws IOException {
    for (FileWalker.Entry entry : FileWalker.listWorkspace(folder)) {
      if (entry.path().equals(NAME) || entry.path().endsWith("/" + NAME)) {
        if (entry.isLink() || entry.size() > MAX_BYTES || leadsOut(entry.file(), folder)) {
          throw new IOException(
              "%s is not run: the target is not trusted, and a replacement in %s may lead out of it"
                  .formatted(tool, entry.path()));
        }
      }
    }
  }

  private static boolean leadsOut(Path file, Path folder) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    Matcher replacement = REPLACEMENT.matcher(text);
    while (replacement.find()) {
      String place = replacement.group(1);
      if (place == null || isOutside(file.resolveSibling(place(place)), folder)) {
        return true;
      }
    }
    return false;
  }

  private static Path place(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      // Leads out, like any absolute path.
      return Path.of("/");
    }
  }

  private static boolean isOutside(Path place, Path folder) {
    return !place.normalize().startsWith(folder);
  }
}
