package dev.pawl.jvm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;

/** The comments between which Spotless formats nothing, if the build asks for that, and which the formatters do not know. */
final class SpotlessToggles {

  private static final String OFF = "spotless:off";

  private SpotlessToggles() {}

  /**
   * Returns normally if all of a file may be formatted.
   *
   * @throws UnfixableException if a part is not to be formatted
   */
  static void requireNone(SourceFile source) throws UnfixableException {
    if (source.text().contains(OFF)) {
      throw new UnfixableException("it has a part that is not to be formatted (" + OFF + ")");
    }
  }
}
