package dev.pawl.proof;

import dev.pawl.java.JavaImports;
import dev.pawl.java.JavaImports.JavaImport;
import dev.pawl.language.Language;
import dev.pawl.refactoring.RemovedDeclarations;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LineEndings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SyntaxChecker;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Compares a file before and after a change, without trusting any tool (integrity checks I-08 to I-13, I-15, I-16). */
@Component
public class RewriteVerifier {

  /** Must be incremented whenever a proof accepts or rejects other changes; part of the key of cached results. */
  public static final String VERSION = "4";

  private static final Pattern ENCODING =
      Pattern.compile("[ \\t\\f]*#.*?coding[:=][ \\t]*([-\\w.]+).*");

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
    Optional<SafetyViolation> head = verifyHead(before, after);
    if (head.isPresent()) {
      return head;
    }
    if (before.language().filter(Language.MARKDOWN::equals).isPresent()) {
      return verifySame(
          MarkdownDocument.of(before.text()).tokens(),
          MarkdownDocument.of(after.text()).tokens(),
          "describes a different document");
    }
    Optional<SyntaxNode> tree = SyntaxTree.parse(before);
    if (tree.isPresent()) {
      return verifyTree(tree.get(), after, purposes);
    }
    return DataTokens.of(before)
        .map(data ->
            data.equals(DataTokens.of(after).orElse(null))
                ? verifyComments(TokenStream.of(before), TokenStream.of(after))
                : violation("I-13", "no longer contains the same data"))
        .orElseGet(() -> verifyTokens(before, after, purposes));
  }

  /** Verifies that the lines at the beginning of a file that tell which program reads it, and how, are unchanged. */
  private static Optional<SafetyViolation> verifyHead(SourceFile before, SourceFile after) {
    String interpreter = firstLine(before.text());
    if (interpreter.startsWith("#!")
        && !interpreter.startsWith("#![")
        && !interpreter.equals(firstLine(after.text()))) {
      return violation("I-12", "no longer begins with the line " + interpreter);
    }
    boolean python = before.language().filter(Language.PYTHON::equals).isPresent();
    return python && !encodingOf(before.text()).equals(encodingOf(after.text()))
        ? violation("I-12", "declares a different encoding in its first two lines")
        : Optional.empty();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").stripTrailing();
  }

  /** Returns the encoding that the first two lines of a Python text declare. */
  private static String encodingOf(String text) {
    return text.lines()
        .limit(2)
        .map(ENCODING::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse("");
  }

  private static Optional<SafetyViolation> verifyTree(
      SyntaxNode originalRoot, SourceFile after, Set<Purpose> purposes) {
    Optional<SyntaxNode> currentRoot = SyntaxTree.parse(after);
    if (currentRoot.isEmpty()) {
      return violation("I-11", "no longer matches the grammar of its language");
    }
    var original = SyntaxTree.of(originalRoot);
    var current = SyntaxTree.of(currentRoot.get());
    boolean removesImports =
        !original.tokens().equals(current.tokens()) && purposes.contains(Purpose.IMPORTS);
    Optional<SafetyViolation> violation =
        removesImports
            ? new ImportRemoval(originalRoot, currentRoot.get(), after).verify()
            : verifySame(original.tokens(), current.tokens(), "has changed content")
                .or(() ->
                    current.comments().equals(original.comments())
                        ? Optional.empty()
                        : violation("I-12", "has changed comments"));
    return violation.or(() ->
        new ModuleLoadOrder(after)
            .findDifference(originalRoot, currentRoot.get())
            .flatMap(modules ->
                violation("I-15", "loads modules that have effects in another order: " + modules)));
  }

  /** Verifies that tokens are the same; the violation names the first difference. */
  private static Optional<SafetyViolation> verifySame(
      List<String> original, List<String> current, String description) {
    return original.equals(current)
        ? Optional.empty()
        : violation("I-12", description + ": " + TokenDifference.describe(original, current));
  }

  private static Optional<SafetyViolation> verifyTokens(
      SourceFile before, SourceFile after, Set<Purpose> purposes) {
    TokenStream original = TokenStream.of(before);
    TokenStream current = TokenStream.of(after);
    boolean java = before.language().filter(Language.JAVA::equals).isPresent();
    boolean allowsRemoval =
        purposes.contains(Purpose.DEAD_CODE) || purposes.contains(Purpose.DUPLICATES);
    boolean allowsMerging = purposes.contains(Purpose.EQUAL_CODE) && java;
    TokenStream expected =
        allowsMerging ? MergedMethodView.of(original, current, allowsRemoval) : original;
    if (allowsRemoval) {
      return verifyRemoval(before, after, original, expected, current, purposes)
          .or(() -> verifyImportChanges(after, original, current));
    }
    boolean allowsImportChanges =
        purposes.contains(Purpose.IMPORTS) || purposes.contains(Purpose.IMPORT_ORDER);
    boolean merged = expected != original;
    if (!current.tokens().equals(expected.tokens())
        || merged && !original.hasSameApiModifiers(current)) {
      String difference = ": " + TokenDifference.describe(expected.tokens(), current.tokens());
      return allowsMerging
          ? violation("I-16", "changed more than equal private methods" + difference)
          : allowsImportChanges
              ? violation("I-15", "changed outside its imports" + difference)
              : violation("I-12", "has changed content" + difference);
    }
    if (allowsImportChanges) {
      return verifyImportChanges(after, original, current);
    }
    if (!current.hasSameImports(expected)) {
      return violation(
          "I-12",
          "has changed imports: "
              + TokenDifference.describeSets(
                  expected.imports().keySet(), current.imports().keySet()));
    }
    if (merged) {
      return current.hasNoNewComments(expected)
          ? Optional.empty()
          : violation("I-16", "has new comments");
    }
    return verifyComments(expected, current);
  }

  /** Verifies that nothing is missing except unused private and local declarations, and entries that occur twice. */
  private static Optional<SafetyViolation> verifyRemoval(
      SourceFile before,
      SourceFile after,
      TokenStream original,
      TokenStream expected,
      TokenStream current,
      Set<Purpose> purposes) {
    boolean java = before.language().filter(Language.JAVA::equals).isPresent();
    if (java && expected == original) {
      List<String> replayed =
          purposes.contains(Purpose.DEAD_CODE)
              ? TokenStream.of(
                      before.withText(RemovedDeclarations.replay(before.text(), after.text())))
                  .tokens()
              : original.tokens();
      return replayed.equals(current.tokens())
          ? Optional.empty()
          : violation(
              "I-16",
              "changed more than unused private declarations: "
                  + TokenDifference.describe(replayed, current.tokens()));
    }
    boolean same =
        java
            ? current.isSubsequenceOf(expected) && original.hasSameApiModifiers(current)
            : before.language().isPresent()
                ? current.tokens().equals(expected.tokens())
                : hasSameDistinctLines(before.text(), after.text());
    return same
        ? Optional.empty()
        : violation(
            "I-16",
            java
                ? "changed more than unused private declarations"
                : "changed more than entries that occur twice");
  }

  /** Returns whether a list has lost nothing but repetitions, and kept its order. */
  private static boolean hasSameDistinctLines(String before, String after) {
    List<String> original = before.lines().map(String::strip).toList();
    List<String> current = after.lines().map(String::strip).toList();
    var entries = new HashSet<>(original);
    entries.remove("");
    int index = 0;
    for (String line : current) {
      while (index < original.size() && !original.get(index).equals(line)) {
        index++;
      }
      if (index++ == original.size()) {
        return false;
      }
    }
    return new HashSet<>(current).containsAll(entries);
  }

  /** Verifies that no import is new, and that the file needs none that is missing. */
  private static Optional<SafetyViolation> verifyImportChanges(
      SourceFile after, TokenStream original, TokenStream current) {
    var added = new TreeSet<>(current.imports().keySet());
    added.removeAll(original.imports().keySet());
    if (!added.isEmpty()) {
      return violation("I-15", "has a new import: " + String.join(", ", added));
    }
    var removed = new TreeSet<>(original.imports().keySet());
    removed.removeAll(current.imports().keySet());
    if (removed.isEmpty()) {
      return Optional.empty();
    }
    if (after.language().filter(Language.GO::equals).isPresent()) {
      return new GoImportUses(current)
          .findNeeded(removed)
          .flatMap(needed -> violation("I-15", "lost an import that it may need: " + needed));
    }
    Optional<JavaImports> imports =
        after.language().filter(Language.JAVA::equals).flatMap(java -> JavaImports.of(after));
    if (imports.isEmpty()) {
      return violation(
          "I-15", "lost imports whose use is not known: " + String.join(", ", removed));
    }
    removed.removeIf(statement -> !imports.get().isNeeded(JavaImport.parse(statement)));
    return removed.isEmpty()
        ? Optional.empty()
        : violation("I-15", "lost a required import: " + String.join(", ", removed));
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
