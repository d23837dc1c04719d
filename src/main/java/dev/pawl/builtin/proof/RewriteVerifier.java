package dev.pawl.builtin.proof;

import dev.pawl.language.Language;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LineEndings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Compares a file before and after a change, without trusting any tool (integrity checks I-08 to I-13, I-15, I-16). */
@Component
public class RewriteVerifier {

  private final List<SyntaxChecker> syntaxCheckers;
  private final LineEndings lineEndings;

  RewriteVerifier(List<SyntaxChecker> syntaxCheckers, LineEndings lineEndings) {
    this.syntaxCheckers = syntaxCheckers;
    this.lineEndings = lineEndings;
  }

  /**
   * Returns the first violation of a change; empty if the change is safe.
   *
   * @param purposes the purposes of the fixers that made the change
   */
  public Optional<SafetyViolation> verify(
      SourceFile before, SourceFile after, Set<Purpose> purposes) {
    return verifyForm(before, after, purposes)
        .or(() -> verifySyntax(before, after))
        .or(() -> verifyContent(before, after, purposes));
  }

  /** Verifies that the charset, the byte-order mark and the line endings are unchanged. */
  public Optional<SafetyViolation> verifyForm(
      SourceFile before, SourceFile after, Set<Purpose> purposes) {
    if (!before.charset().equals(after.charset())) {
      return violation("I-08", "changed its charset");
    }
    if (!after.isEncodable()) {
      return violation(
          "I-08", "contains characters that cannot be encoded in its charset " + before.charset());
    }
    if (before.bom() != after.bom()) {
      return violation("I-09", "gained or lost its byte-order mark");
    }
    boolean allowed =
        purposes.contains(Purpose.LINE_ENDINGS)
            && lineEndings.configured(after).filter(after.lineEnding()::equals).isPresent();
    boolean severalLines = before.text().indexOf('\n') >= 0 && after.text().indexOf('\n') >= 0;
    return severalLines && before.lineEnding() != after.lineEnding() && !allowed
        ? violation("I-10", "changed its line endings")
        : Optional.empty();
  }

  /** Verifies that a file that parsed still parses, and that the number of its syntax errors did not increase. */
  public Optional<SafetyViolation> verifySyntax(SourceFile before, SourceFile after) {
    for (SyntaxChecker checker : syntaxCheckers) {
      int errors = checker.handles(after.path()) ? checker.parse(after).size() : 0;
      if (errors > 0 && errors > checker.parse(before).size()) {
        return violation("I-11", "no longer parses");
      }
    }
    return Optional.empty();
  }

  /** Verifies that the content changed only in ways that the purposes allow. */
  public Optional<SafetyViolation> verifyContent(
      SourceFile before, SourceFile after, Set<Purpose> purposes) {
    if (before.text().equals(after.text())) {
      return Optional.empty();
    }
    if (!before.text().isBlank() && after.text().isBlank()) {
      return violation("I-18", "was emptied");
    }
    return DataTokens.of(before)
        .map(data ->
            data.equals(DataTokens.of(after).orElse(null))
                ? verifyComments(TokenStream.of(before), TokenStream.of(after))
                : violation("I-13", "no longer contains the same data"))
        .orElseGet(() -> verifyTokens(before, after, purposes));
  }

  private static Optional<SafetyViolation> verifyTokens(
      SourceFile before, SourceFile after, Set<Purpose> purposes) {
    TokenStream original = TokenStream.of(before);
    TokenStream current = TokenStream.of(after);
    boolean allowsRemoval =
        purposes.contains(Purpose.DEAD_CODE) || purposes.contains(Purpose.DUPLICATES);
    boolean allowsMerging =
        purposes.contains(Purpose.EQUAL_CODE)
            && before.language().filter(Language.JAVA::equals).isPresent();
    TokenStream expected =
        allowsMerging ? MergedMethodView.of(original, current, allowsRemoval) : original;
    if (allowsRemoval) {
      return current.isSubsequenceOf(expected) && original.hasSameApiModifiers(current)
          ? Optional.empty()
          : violation("I-16", "changed more than unused private declarations");
    }
    boolean allowsImportChanges =
        purposes.contains(Purpose.IMPORTS) || purposes.contains(Purpose.IMPORT_ORDER);
    boolean merged = expected != original;
    if (!current.tokens().equals(expected.tokens())
        || merged && !original.hasSameApiModifiers(current)) {
      return allowsMerging
          ? violation("I-16", "changed more than equal private methods")
          : allowsImportChanges
              ? violation("I-15", "changed outside its imports")
              : violation("I-12", "has changed content");
    }
    if (allowsImportChanges) {
      return current.imports().keySet().stream().allMatch(expected.imports()::containsKey)
              && current.usesNoRemovedImport(expected)
          ? Optional.empty()
          : violation("I-15", "lost a required import or gained one");
    }
    if (!current.hasSameImports(expected)) {
      return violation("I-12", "has changed imports");
    }
    if (merged) {
      return current.hasNoNewComments(expected)
          ? Optional.empty()
          : violation("I-16", "has new comments");
    }
    return verifyComments(expected, current);
  }

  private static Optional<SafetyViolation> verifyComments(
      TokenStream original, TokenStream current) {
    return current.comments().equals(original.comments())
        ? Optional.empty()
        : violation("I-12", "has changed comments");
  }

  private static Optional<SafetyViolation> violation(String check, String description) {
    return Optional.of(new SafetyViolation(check, description));
  }
}
