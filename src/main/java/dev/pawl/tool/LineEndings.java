package dev.pawl.tool;

import dev.pawl.tool.SourceFile.LineEnding;
import java.util.Optional;

/** Determines the line endings that a file should have. */
@FunctionalInterface
public interface LineEndings {

  /** Returns the line endings that the target configures for a file; empty if it configures none. */
  Optional<LineEnding> configured(SourceFile source);
}
