package dev.pawl.tool.proof;

import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.tool.SyntaxChecker;
import dev.pawl.workspace.Language;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Compares a file before and after, and trusts no tool (3-integrity-and-formats, I-08 to I-13, I-15, I-16). */
@Component
public class Proofs {

  private final List<SyntaxChecker> syntax;
  private final LineEndings lineEndings;

  Proofs(List<SyntaxChecker> syntax, LineEndings lineEndings) {
    this.syntax = syntax;
    this.lineEndings = lineEndings;
  }

  /**
   * What is wrong with a change; empty when it is safe.
   *
   * @param purposes what those who made it may change
   */
  public Optional<Fault> fault(SourceFile before, SourceFile after, Set<Purpose> purposes) {
    return form(before, after, purposes)
        .or(() -> syntax(before, after))
        .or(() -> content(before, after, purposes));
  }

  /** Charset, byte-order mark and line endings are as before. */
  public Optional<Fault> form(SourceFile before, SourceFile after, Set<Purpose> purposes) {
    if (!before.charset().equals(after.charset())) {
      return fault("I-08", "got another charset");
    }
    if (!after.encodable()) {
      return fault("I-08", "has a result that does not fit its charset " + before.charset());
    }
    if (before.bom() != after.bom()) {
      return fault("I-09", "gained or lost its byte-order mark");
    }
    boolean asked =
        purposes.contains(Purpose.LINE_ENDINGS)
            && lineEndings.wanted(after).filter(after.lineEnding()::equals).isPresent();
    boolean severalLines = before.text().indexOf('\n') >= 0 && after.text().indexOf('\n') >= 0;
    return severalLines && before.lineEnding() != after.lineEnding() && !asked
        ? fault("I-10", "ends its lines in another way")
        : Optional.empty();
  }

  /** What parsed before parses after, and what did not is not worse. */
  public Optional<Fault> syntax(SourceFile before, SourceFile after) {
    for (SyntaxChecker checker : syntax) {
      int errors = checker.handles(after.path()) ? checker.parse(after).size() : 0;
      if (errors > 0 && errors > checker.parse(before).size()) {
        return fault("I-11", "does not parse any more");
      }
    }
    return Optional.empty();
  }

  /** What the file says is what its fixers may make of it. */
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
                : fault("I-13", "does not hold the same data any more"))
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
          : fault("I-16", "lost or gained more than private declarations");
    }
    boolean imports = purposes.contains(Purpose.IMPORTS) || purposes.contains(Purpose.IMPORT_ORDER);
    boolean merged = old != original;
    if (!now.code().equals(old.code()) || merged && !original.sameRights(now)) {
      return merges
          ? fault("I-16", "lost or gained more than private methods that say the same as others")
          : imports
              ? fault("I-15", "changed in other lines than its imports")
              : fault("I-12", "says something else than before");
    }
    if (imports) {
      return now.imports().keySet().stream().allMatch(old.imports()::containsKey)
              && now.usesNoneOf(old)
          ? Optional.empty()
          : fault("I-15", "lost an import that it needs, or gained one");
    }
    if (!now.importsLike(old)) {
      return fault("I-12", "has other imports than before");
    }
    if (merged) {
      return now.commentsAreOf(old)
          ? Optional.empty()
          : fault("I-16", "has comments that it did not have");
    }
    return comments(old, now);
  }

  private static Optional<Fault> comments(Words old, Words now) {
    return now.comments().equals(old.comments())
        ? Optional.empty()
        : fault("I-12", "has other comments than before");
  }

  private static Optional<Fault> fault(String check, String what) {
    return Optional.of(new Fault(check, what));
  }
}
