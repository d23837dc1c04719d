package dev.pawl.tool.proof;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.workspace.Language;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Compares a file before and after a change, without trusting any tool (integrity checks I-08 to I-13, I-15, I-16). */
@Component
public class Proofs {

  private final List<SyntaxChecker> syntax;
  private final LineEndings lineEndings;

  Proofs(List<SyntaxChecker> syntax, LineEndings lineEndings) {
    this.syntax = syntax;
    this.lineEndings = lineEndings;
  }

  /**
   * Returns the first violation of a change; empty if the change is safe.
   *
   * @param purposes the purposes of the fixers that made the change
   */
  public Optional<Fault> fault(SourceFile before, SourceFile after, Set<Purpose> purposes) {
    return form(before, after, purposes)
        .or(() -> syntax(before, after))
        .or(() -> content(before, after, purposes));
  }

  /** Verifies that the charset, the byte-order mark and the line endings are unchanged. */
  public Optional<Fault> form(SourceFile before, SourceFile after, Set<Purpose> purposes) {
    if (!before.charset().equals(after.charset())) {
      return fault("I-08", "changed its charset");
    }
    if (!after.encodable()) {
      return fault(
          "I-08", "contains characters that cannot be encoded in its charset " + before.charset());
    }
    if (before.bom() != after.bom()) {
      return fault("I-09", "gained or lost its byte-order mark");
    }
    boolean asked =
        purposes.contains(Purpose.LINE_ENDINGS)
            && lineEndings.wanted(after).filter(after.lineEnding()::equals).isPresent();
    boolean severalLines = before.text().indexOf('\n') >= 0 && after.text().indexOf('\n') >= 0;
    return severalLines && before.lineEnding() != after.lineEnding() && !asked
        ? fault("I-10", "changed its line endings")
        : Optional.empty();
  }

  /** Verifies that a file that parsed still parses, and that the number of its syntax errors did not increase. */
  public Optional<Fault> syntax(SourceFile before, SourceFile after) {
    for (SyntaxChecker checker : syntax) {
      int errors = checker.handles(after.path()) ? checker.parse(after).size() : 0;
      if (errors > 0 && errors > checker.parse(before).size()) {
        return fault("I-11", "no longer parses");
      }
    }
    return Optional.empty();
  }

  /** Verifies that the content changed only in ways that the purposes allow. */
  public Optional<Fault> content(SourceFile before, SourceFile after, Set<Purpose> purposes) {
    if (before.text().equals(after.text())) {
      return Optional.empty();
    }
    if (!before.text().isBlank() && after.text().isBlank()) {
      return fault("I-18", "was emptied");
    }
    return Data.of(before)
        .map(data ->
            data.equals(Data.of(after).orElse(null))
                ? comments(Words.of(before), Words.of(after))
                : fault("I-13", "no longer contains the same data"))
        .orElseGet(() -> words(before, after, purposes));
  }

  private static Optional<Fault> words(SourceFile before, SourceFile after, Set<Purpose> purposes) {
    Words original = Words.of(before);
    Words now = Words.of(after);
    boolean removes = purposes.contains(Purpose.DEAD_CODE) || purposes.contains(Purpose.DUPLICATES);
    boolean merges =
        purposes.contains(Purpose.EQUAL_CODE)
            && before.language().filter(Language.JAVA::equals).isPresent();
    Words old = merges ? Merged.of(original, now, removes) : original;
    if (removes) {
      return now.isRestOf(old) && original.sameRights(now)
          ? Optional.empty()
          : fault("I-16", "changed more than unused private declarations");
    }
    boolean imports = purposes.contains(Purpose.IMPORTS) || purposes.contains(Purpose.IMPORT_ORDER);
    boolean merged = old != original;
    if (!now.code().equals(old.code()) || merged && !original.sameRights(now)) {
      return merges
          ? fault("I-16", "changed more than equal private methods")
          : imports
              ? fault("I-15", "changed outside its imports")
              : fault("I-12", "has changed content");
    }
    if (imports) {
      return now.imports().keySet().stream().allMatch(old.imports()::containsKey)
              && now.usesNoneOf(old)
          ? Optional.empty()
          : fault("I-15", "lost a required import or gained one");
    }
    if (!now.importsLike(old)) {
      return fault("I-12", "has changed imports");
    }
    if (merged) {
      return now.commentsAreOf(old) ? Optional.empty() : fault("I-16", "has new comments");
    }
    return comments(old, now);
  }

  private static Optional<Fault> comments(Words old, Words now) {
    return now.comments().equals(old.comments())
        ? Optional.empty()
        : fault("I-12", "has changed comments");
  }

  private static Optional<Fault> fault(String check, String what) {
    return Optional.of(new Fault(check, what));
  }
}
