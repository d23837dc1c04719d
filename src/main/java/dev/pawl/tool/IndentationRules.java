package dev.pawl.tool;

import java.util.Optional;

/** Determines the whitespace with which lines of a file must not start. */
@FunctionalInterface
public interface IndentationRules {

  /** Returns the kind of indentation that the target rules out for a file; empty if it rules out none. */
  Optional<String> ruledOut(SourceFile source);
}
