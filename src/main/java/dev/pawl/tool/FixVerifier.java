package dev.pawl.tool;

import java.util.Optional;

/** Decides which of the fixes that a linter proposes are provably harmless. */
@FunctionalInterface
public interface FixVerifier {

  /** Starts the verification of fixes in the files of one workspace. */
  Verification start(ToolContext context);

  /** The verification of fixes in the files of one workspace, as they are when it starts. */
  @FunctionalInterface
  interface Verification {

    /** Returns why a change must not be made; empty if it is provably harmless. */
    Optional<String> findObjection(SourceFile before, SourceFile after) throws InterruptedException;
  }
}
