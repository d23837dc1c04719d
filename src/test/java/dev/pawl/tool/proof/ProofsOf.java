package dev.pawl.tool.proof;

import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Optional;

/** Proofs for tests. */
public final class ProofsOf {

  private ProofsOf() {}

  /** Proofs that know these syntaxes, where no target asks for line endings. */
  public static Proofs syntax(SyntaxChecker... checkers) {
    return new Proofs(List.of(checkers), source -> Optional.empty());
  }
}
