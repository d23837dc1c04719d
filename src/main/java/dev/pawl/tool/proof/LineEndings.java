package dev.pawl.tool.proof;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import java.util.Optional;

/** How the lines of a file should end. */
@FunctionalInterface
public interface LineEndings {

  /** What the target asks for; empty when it does not say. */
  Optional<LineEnding> wanted(SourceFile source);
}
