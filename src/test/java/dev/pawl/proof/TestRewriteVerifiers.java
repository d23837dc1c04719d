package dev.pawl.proof;

import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Optional;

/** Creates rewrite verifiers for tests. */
public final class TestRewriteVerifiers {

  private TestRewriteVerifiers() {}

  /** Creates a verifier with these syntax checkers, for targets that configure no line endings. */
  public static RewriteVerifier withSyntaxCheckers(SyntaxChecker... checkers) {
    return new RewriteVerifier(List.of(checkers), source -> Optional.empty());
  }
}
