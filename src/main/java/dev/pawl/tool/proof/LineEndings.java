package dev.pawl.tool.proof;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import java.util.Optional;

/** Determines the line endings that a file should have. */
@FunctionalInterface
public interface LineEndings {

  /** Returns the line endings that the target configures for a file; empty if it configures none. */
  Optional<LineEnding> wanted(SourceFile source);
}
