package dev.pawl.tool.proof;

import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Optional;

/** Creates rewrite verifiers for tests. */
public final class ProofsOf {

  private ProofsOf() {}

  /** Creates a verifier with these syntax checkers, for targets that configure no line endings. */
  public static Proofs syntax(SyntaxChecker... checkers) {
    return new Proofs(List.of(checkers), source -> Optional.empty());
  }
}
